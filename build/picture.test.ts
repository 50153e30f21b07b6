/** The picture in the README is what our script draws of the posts in it. That they are what comes is tested in e2e. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { drawnIn, pictureOf } from '../e2e/picture/picture.ts';
import type { ShownPost } from '../e2e/picture/shown-post.ts';
import { unescaped } from '../e2e/picture/xml.ts';
import { ROOT } from './repository.ts';

const PATH = 'docs/conversation.svg';
const PICTURE = readFileSync(join(ROOT, PATH), 'utf8');

function post(message: string, rest: Partial<ShownPost> = {}): ShownPost {
  return { author: 'ec2ctl', bot: true, private: false, edited: false, message, buttons: [], ...rest };
}

interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** What stands in a picture to be read, and where, in the order of drawing. */
function textsIn(picture: string): Text[] {
  return [...picture.matchAll(/<text([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = '', text = '']) => {
    const number = (name: string): number => Number(new RegExp(` ${name}="([\\d.]+)"`).exec(attributes)?.[1] ?? 0);
    return { text: unescaped(text), x: number('x'), y: number('y'), width: number('textLength') };
  });
}

function readable(picture: string): string {
  return textsIn(picture)
    .map(({ text }) => text)
    .join('')
    .replace(/\s/g, '');
}

describe('the picture of a conversation', () => {
  const { channel, posts } = drawnIn(PICTURE);

  test('is what is drawn now of the posts that stand in it', () => {
    expect(pictureOf(channel, posts)).toBe(PICTURE);
  });

  test('shows a choice for one person alone, a question, and what it became', () => {
    expect(posts.map(({ author }) => author)).toEqual(['bob', 'ec2ctl', 'ec2ctl', 'ec2ctl', 'ec2ctl']);
    const [, choice, start, card, stop] = posts;
    expect(choice).toMatchObject({ private: true, message: expect.stringContaining('Start which?') });
    expect(choice?.buttons.map(({ name }) => name)).toContain('Cancel');
    expect(start).toMatchObject({ edited: true, message: expect.stringMatching(/is running\*\* after \d+s/) });
    expect(card?.buttons).toContainEqual({ name: 'Stop 3 instances', isDanger: true });
    expect(stop).toMatchObject({ edited: true, buttons: [], message: expect.stringContaining('Stopped 3 instances') });
  });

  test('shows every letter of every post, and none that is not in one', () => {
    const expected = posts.map(({ author, bot, private: alone, edited, message, buttons }) => {
      const text = message
        .replace(/^\|[:|-]+\|$/gm, '')
        .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
        .replace(/[`|]|\*\*/g, '');
      const face = bot ? '' : author.slice(0, 1).toUpperCase();
      return `${face}${author}${bot ? 'BOT' : ''}${alone ? '(Only visible to you)' : ''}${text}${edited ? 'Edited' : ''}${buttons.map(({ name }) => name).join('')}`;
    });
    expect(readable(PICTURE)).toBe([channel, ...expected].join('').replace(/\s/g, ''));
  });

  test('is told to those who do not see it', () => {
    expect(PICTURE).toMatch(/role="img" aria-labelledby="title told"/);
    const told = unescaped(/<desc id="told">([^<]*)<\/desc>/.exec(PICTURE)?.[1] ?? '');
    expect(told).toContain('bob: I need the jump host');
    expect(told).toContain('ec2ctl: 〉ec2ctl stop web-* · alice');
    expect(told).toContain('[Stop 3 instances]');
  });

  test('is small, and fetches nothing', () => {
    expect(Buffer.byteLength(PICTURE)).toBeLessThan(60_000);
    expect(PICTURE.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|href|url\(|@import|<image/);
  });

  test('stands in the README behind the two commands and before anything to install', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const places = ['make test', `](${PATH})`, '## Install'].map((part) => readme.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

describe('drawing', () => {
  const words = 'many words in a row that do not fit '.repeat(6).trim();

  test('breaks a line that is too long, and stays inside the frame', () => {
    const texts = textsIn(pictureOf('machines', [post(words)]));
    expect(new Set(texts.filter(({ text }) => words.includes(text)).map(({ y }) => y)).size).toBeGreaterThan(2);
    for (const { x, width } of [...texts, ...textsIn(PICTURE)]) expect(x + width).toBeLessThan(720);
  });

  test('lets names be what they are, also those that look like markup', () => {
    const picture = pictureOf('machines', [post('`<b>&amp;"` and **2 < 3**')]);
    expect(readable(picture)).toContain('<b>&amp;"and2<3');
    expect(drawnIn(picture).posts[0]?.message).toBe('`<b>&amp;"` and **2 < 3**');
  });

  test('refuses what it would have to leave out', () => {
    expect(() => pictureOf('machines', [post('# A heading')])).toThrow('Cannot draw this part of a post: # A heading');
    expect(() => pictureOf('machines', [post('![an image](x.png)')])).toThrow('Cannot draw this part');
  });
});
