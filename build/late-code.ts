/** Code that is needed late, put into the one file of the sidecar as text: the engine passes over it until it is run. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * Puts the chunks that stand beside a script into it. webpack's runtime asks for them by `require('./<name>')`, which finds
 * them there; everything else it asks for is what it was.
 */
export async function putLateCodeIn(file: string): Promise<void> {
  const folder = join(file, '..');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js') && name !== basename(file)).sort();
  const texts: Record<string, string> = {};
  for (const name of names) {
    texts[`./${name}`] = await readFile(join(folder, name), 'utf8');
    await rm(join(folder, name));
  }
  if (names.length === 0) return;
  const script = await readFile(file, 'utf8');
  await writeFile(file, `${lateRequire(literalOf(texts))}\n${script}`);
}

/** An object with these texts, in one byte a letter as the rest, and with as few escapes as can be: code has few such quotes. */
function literalOf(texts: Readonly<Record<string, string>>): string {
  const members = Object.entries(texts).map(([name, text]) => `${JSON.stringify(name)}: ${quoted(text)}`);
  return `{ ${members.join(', ')} }`;
}

function quoted(text: string): string {
  const escaped = text.replace(/[^ -&(-[\]-~]/g, (letter) => {
    const number = letter.charCodeAt(0);
    return number > 0x1f && number < 0x7f ? `\\${letter}` : `\\u${number.toString(16).padStart(4, '0')}`;
  });
  return `'${escaped}'`;
}

/** `var`, since that is how a script of CommonJS may give its own `require` another meaning. */
function lateRequire(texts: string): string {
  return [
    `var require = ((given, texts) => (name) => {`,
    `  if (!Object.hasOwn(texts, name)) return given(name);`,
    `  const { Script } = given('node:vm');`,
    `  const made = { exports: {} };`,
    `  const code = '(function (exports, require, module) {' + texts[name] + '\\n})';`,
    `  new Script(code, { filename: __filename + name.slice(1) }).runInThisContext()(made.exports, given, made);`,
    `  return made.exports;`,
    `})(require, ${texts});`,
  ]
    .map((line) => line.trim())
    .join(' ');
}
