import type { Post } from '@mattermost/types/posts';
import { clearScreenDown, createInterface, cursorTo, moveCursor } from 'node:readline';
import type { WriteStream } from 'node:tty';
import type { World } from '../harness/world.ts';
import { Buttons } from './buttons.ts';
import { drawMarkdown } from './markdown.ts';
import { drawPost, isNews, namesIn } from './post-text.ts';
import { Screen } from './screen.ts';
import { padded, textWidth } from './text-width.ts';

const PROMPT = '~machines › ';

/** What one can do here, shown at the start. */
const WELCOME = [
  'You are the system admin, in the channel ~machines. Type as in Mattermost:',
  '  `/ec2ctl ls` lists the demo fleet; `/ec2ctl stop web-1`, and watch its post change',
  '  `/ec2ctl stop web-*` asks first: type the number of a button to press it',
  '  Tab completes, as the server would. Ctrl-C ends the demo and leaves nothing behind.',
  '',
];

/**
 * A small chat in the terminal, as the admin, in the channel of the demo.
 *
 * @param out the terminal
 * @returns when the person has had enough: Ctrl-C or Ctrl-D
 */
export async function chat(world: World, out: WriteStream): Promise<void> {
  const names = await namesIn(world);
  const buttons = new Buttons();
  const drawing = { colours: true, buttons: (post: Post) => buttons.draw(post) };
  const terminal = createInterface({
    input: process.stdin,
    output: out,
    prompt: PROMPT,
    terminal: true,
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      void complete(world, screen, line).then(
        (result) => {
          done(null, result);
        },
        () => {
          done(null, [[], line]);
        },
      );
    },
  });
  const screen = new Screen(out, {
    clear: () => {
      moveCursor(out, 0, -terminal.getCursorPos().rows);
      cursorTo(out, 0);
      clearScreenDown(out);
    },
    draw: () => {
      terminal.prompt(true);
    },
  });

  screen.show(
    'welcome',
    WELCOME.flatMap((line) => drawMarkdown(line, true)),
  );
  world.root.inbox.listen((delivery) => {
    if (isNews(delivery, world.root.id)) {
      screen.show(delivery.post.id, drawPost(delivery.post, names, drawing));
    }
  });
  terminal.on('line', (line) => {
    screen.typed(PROMPT + line);
    void send({ world, screen, buttons }, line);
    terminal.prompt();
  });
  terminal.prompt();
  await new Promise<void>((resolve) => {
    terminal.once('SIGINT', resolve);
    terminal.once('close', resolve);
  });
  terminal.close();
}

/** Where a line goes. */
interface Chat {
  readonly world: World;
  readonly screen: Screen;
  readonly buttons: Buttons;
}

/** Sends a line: a command when it begins with a slash, a press when it is the number of a button, else a post. */
async function send({ world, screen, buttons }: Chat, line: string): Promise<void> {
  if (line.trim() === '') {
    return;
  }
  try {
    if (line.startsWith('/')) {
      await world.root.command(world.channel, line);
    } else if (/^\d+$/.test(line.trim())) {
      await buttons.press(world.root, Number(line));
    } else {
      await world.root.write(world.channel, line);
    }
  } catch (error) {
    screen.show(`error ${String(Date.now())}`, [error instanceof Error ? error.message : String(error), '']);
  }
}

/** Asks the server what it offers for a line; shows the rows when there are several. */
async function complete(world: World, screen: Screen, line: string): Promise<[string[], string]> {
  if (!line.startsWith('/')) {
    return [[], line];
  }
  const rows = await world.root.complete(world.channel, line);
  const lines = rows.map(({ Complete }) => `/${Complete}`);
  const isAsTyped = lines.length === 1 && lines[0] === line;
  if (rows.length > 1 || isAsTyped) {
    const width = Math.max(...rows.map(({ Suggestion, Hint }) => textWidth(`${Suggestion} ${Hint}`)));
    screen.show(
      `completion ${line}`,
      rows.map(({ Suggestion, Hint, Description }) => `  ${padded(`${Suggestion} ${Hint}`, width)}  ${Description}`),
    );
  }
  if (isAsTyped) return [[], line];
  const [only] = lines;
  const common = lines.length === 1 && only !== undefined ? `${only} ` : commonBeginning(lines);
  return [common.length > line.length ? [common] : [], line];
}

function commonBeginning(lines: readonly string[]): string {
  const [first = ''] = lines;
  let length = first.length;
  for (const line of lines) {
    while (!line.startsWith(first.slice(0, length))) {
      length -= 1;
    }
  }
  return first.slice(0, length);
}
