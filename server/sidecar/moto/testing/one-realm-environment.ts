import { TestEnvironment } from 'jest-environment-node';

/**
 * jest gives every test file globals of its own, so that an error of Node's own modules is no instance of the test's
 * `Error`. The SDK asks for that, and wraps what is none in a way it never does in the program: here both are one.
 */
export default class OneRealmEnvironment extends TestEnvironment {
  /** Called before the test file and all that it imports are loaded. */
  override async setup(): Promise<void> {
    await super.setup();
    this.global.Error = Error;
  }
}
