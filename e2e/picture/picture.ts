/** Draws a conversation as Mattermost shows a channel, as SVG with nothing in it that would have to be fetched. */
import { type Block, blocksOf, PLAIN, type Run } from './blocks.ts';
import { brokenLine, drawLine, LINE_HEIGHT, lineWidth } from './line.ts';
import type { ShownButton, ShownPost } from './shown-post.ts';
import { element, escaped, unescaped } from './xml.ts';

const WIDTH = 720;
/** Left of the avatars, and right of everything. */
const MARGIN = 20;
/** Where the text of the posts begins. */
const TEXT_LEFT = 72;
const HEADER_HEIGHT = 44;
/** Above the first line of a post, and below its last. */
const POST_MARGIN = 10;
const ROW_HEIGHT = 29;
const CELL_MARGIN = 12;
const BUTTON_HEIGHT = 30;
/** Between text, bar and buttons. */
const BUTTON_MARGIN = 12;

/** A light page of its own, so that it can be read on a dark one too. */
const STYLE = [
  'text{font-family:Helvetica,Arial,"Liberation Sans",sans-serif;font-size:14px;fill:#3f4350}',
  '.b{font-weight:700}',
  '.c{font-family:Menlo,Consolas,"Liberation Mono",monospace;font-size:12.5px}',
  '.e{font-family:"Apple Color Emoji","Segoe UI Emoji","Noto Color Emoji",sans-serif;text-anchor:middle}',
  '.d{fill:#646a78;font-size:12px}',
  '.a{fill:#1c58d9}',
  '.k{fill:#eef0f3}',
  '.l{fill:none;stroke:#dcdfe5}',
].join('');

/** A drawing and how much room it takes downwards, in pixels. */
interface Drawn {
  readonly svg: string;
  readonly height: number;
}

/**
 * The picture of a conversation. The posts stand in it once more as they came, so that anybody can see what was drawn.
 *
 * @param channel its name
 */
export function pictureOf(channel: string, posts: readonly ShownPost[]): string {
  let y = HEADER_HEIGHT;
  const drawn = posts.map((post) => {
    const one = drawPost(post, y);
    y += one.height;
    return one.svg;
  });
  const height = y + POST_MARGIN;
  const size = { width: WIDTH, height, viewBox: `0 0 ${String(WIDTH)} ${String(height)}` };
  const root = { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-labelledby': 'title told' };
  const lines = [
    element('title', { id: 'title' }, 'A conversation with ec2ctl in Mattermost'),
    element('desc', { id: 'told' }, escaped(told(posts))),
    element('metadata', {}, escaped(JSON.stringify({ channel, posts }))),
    element('style', {}, STYLE),
    element('rect', { x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, rx: 8, fill: '#fff', stroke: '#dcdfe5' }),
    element('text', { class: 'b', x: MARGIN, y: 28 }, escaped(channel)),
    element('path', { class: 'l', d: `M0 ${String(HEADER_HEIGHT)}H${String(WIDTH)}` }),
    ...drawn,
  ];
  return `${element('svg', root, `\n${lines.join('\n')}\n`)}\n`;
}

/** What a picture was drawn of. */
export function drawnIn(picture: string): { channel: string; posts: ShownPost[] } {
  const [, json = ''] = /<metadata>(.*)<\/metadata>/.exec(picture) ?? [];
  return JSON.parse(unescaped(json)) as { channel: string; posts: ShownPost[] };
}

/** The conversation for those who do not see it. */
function told(posts: readonly ShownPost[]): string {
  return posts
    .map(({ author, message, buttons }) => {
      const names = buttons.map(({ name }) => `[${name}]`);
      return `${author}: ${[message.replace(/`|\*\*/g, ''), ...names].join('\n')}`;
    })
    .join('\n\n');
}

function drawPost(post: ShownPost, top: number): Drawn {
  const heading = top + POST_MARGIN + 14;
  let svg = drawAvatar(post, top + POST_MARGIN) + drawAuthor(post, heading);
  let y = heading + LINE_HEIGHT;
  for (const block of blocksOf(post.message)) {
    const drawn = block.kind === 'table' ? drawTable(block.rows, y) : drawLines(block.runs, y);
    svg += drawn.svg;
    y += drawn.height;
  }
  // Mattermost lets it follow the last line; below a table it has a line of its own.
  const last = blocksOf(post.message).at(-1);
  const x = last?.kind === 'line' ? TEXT_LEFT + lineWidth(last.runs) + 8 : TEXT_LEFT;
  if (post.edited) {
    if (last?.kind !== 'line') y += LINE_HEIGHT;
    svg += element('text', { class: 'd', x, y: y - LINE_HEIGHT }, 'Edited');
  }
  if (post.buttons.length > 0) {
    const drawn = drawButtons(post.buttons, y - LINE_HEIGHT + BUTTON_MARGIN);
    svg += drawn.svg;
    y += drawn.height;
  }
  return { svg, height: y - LINE_HEIGHT + POST_MARGIN - top };
}

/** Buttons side by side, as far as there is room, with the bar at the left that Mattermost gives what stands below a text. */
function drawButtons(buttons: readonly ShownButton[], top: number): Drawn {
  let svg = '';
  let [x, y] = [TEXT_LEFT + BUTTON_MARGIN, top];
  for (const { name, isDanger } of buttons) {
    const label: Run = { text: name, style: { ...PLAIN, bold: true } };
    const width = lineWidth([label]) + 2 * CELL_MARGIN;
    if (x + width > WIDTH - MARGIN) [x, y] = [TEXT_LEFT + BUTTON_MARGIN, y + BUTTON_HEIGHT + 6];
    const [fill, stroke] = isDanger ? ['#fbeaea', '#d24b4e'] : ['#eef3fc', '#1c58d9'];
    svg += element('rect', { x, y, width, height: BUTTON_HEIGHT, rx: 4, fill, stroke });
    svg += drawLine([label], x + CELL_MARGIN, y + BUTTON_HEIGHT / 2 + 5);
    x += width + 8;
  }
  const height = y + BUTTON_HEIGHT - top;
  const bar = element('rect', { x: TEXT_LEFT, y: top, width: 3, height, rx: 1.5, fill: '#dcdfe5' });
  return { svg: bar + svg, height: height + BUTTON_MARGIN };
}

/** A bot's face, or the first letter of a name. */
function drawAvatar({ author, bot }: ShownPost, top: number): string {
  const [x, y] = [MARGIN + 18, top + 18];
  const circle = element('circle', { cx: x, cy: y, r: 18, fill: bot ? '#1c3a5e' : '#9a5bb0' });
  if (!bot) {
    const letter = author.slice(0, 1).toUpperCase();
    return circle + element('text', { class: 'b', x, y: y + 5, 'text-anchor': 'middle', style: 'fill:#fff' }, letter);
  }
  return [
    circle,
    element('rect', { x: x - 9, y: y - 6, width: 18, height: 13, rx: 4, fill: '#fff' }),
    element('path', { d: `M${String(x)} ${String(y - 6)}v-4`, stroke: '#fff', 'stroke-width': 2 }),
    ...[x - 4, x + 4].map((cx) => element('circle', { cx, cy: y, r: 1.8, fill: '#1c3a5e' })),
  ].join('');
}

function drawAuthor({ author, bot, private: isPrivate }: ShownPost, y: number): string {
  const name: Run = { text: author, style: { ...PLAIN, bold: true } };
  let svg = drawLine([name], TEXT_LEFT, y);
  let x = TEXT_LEFT + lineWidth([name]) + 8;
  if (bot) {
    svg += element('rect', { class: 'k', x, y: y - 12, width: 32, height: 15, rx: 4 });
    svg += element(
      'text',
      { class: 'd b', x: x + 16, y: y - 1, style: 'font-size:10px', 'text-anchor': 'middle' },
      'BOT',
    );
    x += 40;
  }
  return isPrivate ? svg + element('text', { class: 'd', x, y }, '(Only visible to you)') : svg;
}

function drawLines(runs: readonly Run[], y: number): Drawn {
  const lines = brokenLine(runs, WIDTH - TEXT_LEFT - MARGIN);
  const svg = lines.map((line, index) => drawLine(line, TEXT_LEFT, y + index * LINE_HEIGHT)).join('');
  return { svg, height: lines.length * LINE_HEIGHT };
}

function drawTable(rows: Extract<Block, { kind: 'table' }>['rows'], y: number): Drawn {
  const [heading = [], ...body] = rows;
  const table = [heading.map((cell) => cell.map(({ text }) => ({ text, style: { ...PLAIN, bold: true } }))), ...body];
  const widths = heading.map(
    (_, column) => Math.max(...table.map((row) => lineWidth(row[column] ?? []))) + 2 * CELL_MARGIN,
  );
  const lefts = widths.map((_, column) => TEXT_LEFT + widths.slice(0, column).reduce((sum, width) => sum + width, 0));
  const width = widths.reduce((sum, one) => sum + one, 0);
  const top = y - LINE_HEIGHT + 12;
  const height = table.length * ROW_HEIGHT;
  const across = table
    .slice(1)
    .map((_, row) => `M${String(TEXT_LEFT)} ${String(top + (row + 1) * ROW_HEIGHT)}h${width.toFixed(1)}`);
  const down = lefts.slice(1).map((left) => `M${left.toFixed(1)} ${String(top)}v${String(height)}`);
  return {
    svg: [
      element('rect', { x: TEXT_LEFT, y: top, width, height: ROW_HEIGHT, fill: '#f7f8fa' }),
      element('rect', { class: 'l', x: TEXT_LEFT, y: top, width, height, rx: 3 }),
      element('path', { class: 'l', d: [...across, ...down].join('') }),
      ...table.flatMap((row, index) =>
        row.map((cell, column) => drawLine(cell, (lefts[column] ?? 0) + CELL_MARGIN, top + index * ROW_HEIGHT + 19)),
      ),
    ].join(''),
    height: height + 14,
  };
}
