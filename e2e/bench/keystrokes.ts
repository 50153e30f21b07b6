/** What people type into a client that asks for completion at each letter, and what the server then asks the plugin. */

/** One question of the server: the line so far, and the start of it that earlier positions have used up. */
export interface Question {
  readonly input: string;
  readonly parsed: string;
}

/** Lines of somebody who knows the machines: names, several, ids, tags, patterns, regions, states, flags. */
const LINES = [
  'stop prod-web-1230 prod-web-630',
  'stop staging-api-31 staging-api-61',
  'start test-worker-20',
  'stop i-00000000000000123',
  'start tag:Env=staging',
  'ls tag:Team=team-3 tag:Env=prod',
  'ls tag:Owner=owner-12@example.com',
  'reboot prod-db-*',
  'stop type:t3.micro region:eu-west-1',
  'ls --region=us-east-1 --sort=name',
  'stop spare --dry-run --yes',
  'ls stopped',
  'info web',
  'stop xyz-there-is-none',
] as const;

const TRIGGER = 'ec2ctl';

/** All questions that come up while these lines are typed, letter by letter. */
export function questionsOfTyping(): Question[] {
  return LINES.flatMap((line) => {
    const verb = line.indexOf(' ');
    const states = Array.from({ length: line.length - verb }, (_, more) => line.slice(0, verb + 1 + more));
    return states.flatMap(questionsOf);
  });
}

/**
 * The questions about a line that is typed so far, without the trigger: one for each word, since the server asks from the
 * first one on each time.
 */
export function questionsOf(line: string): Question[] {
  const input = `${TRIGGER} ${line}`;
  const blanks = [...input.matchAll(/ /g)].map(({ index }) => index).slice(1);
  return blanks.map((blank) => ({ input, parsed: input.slice(0, blank + 1) }));
}
