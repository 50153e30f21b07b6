import type { Post } from '@mattermost/types/posts';
import type { Person } from '../harness/person.ts';
import { actionsOf, press } from '../harness/buttons.ts';

/** What can be pressed: a button, or an option of a menu. */
interface Pressable {
  readonly post: Post;
  readonly name: string;
}

/** The buttons below the posts of a chat, each with a number by which it is pressed. */
export class Buttons {
  readonly #pressable: Pressable[] = [];

  /** A line for each button of a post, with its number. The same button keeps it from version to version. */
  draw(post: Post): string[] {
    return namesOf(post).map((name) => `[${String(this.#numberOf(post, name))}] ${name}`);
  }

  /** Presses the button with this number. @throws Error when there is none, or the server refuses */
  async press(person: Person, number: number): Promise<void> {
    const pressable = this.#pressable[number - 1];
    if (pressable === undefined) throw new Error(`There is no button ${String(number)}.`);
    await press(person, pressable.post, pressable.name);
  }

  #numberOf(post: Post, name: string): number {
    const at = this.#pressable.findIndex((one) => one.post.id === post.id && one.name === name);
    // Its newest version has the ids that the server knows.
    if (at < 0) return this.#pressable.push({ post, name });
    this.#pressable[at] = { post, name };
    return at + 1;
  }
}

/** What can be pressed below a post, by name. */
export function namesOf(post: Post): string[] {
  return actionsOf(post).flatMap(({ name, options }) => options?.map(({ text }) => text) ?? [name]);
}
