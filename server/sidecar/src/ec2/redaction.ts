/** Keeps credentials out of every text that leaves this folder. */

const REDACTED = '[redacted]';

/** Access key ids in any text, whoever's they are. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]{12,124}\b/g;

/** Knows secrets, and takes them out of texts. */
export interface Redactor {
  /** From now on these are taken out. Very short or empty ones are ignored: they would match anything. */
  learn(...secrets: readonly (string | undefined)[]): void;
  /** The text without the secrets, also where they are percent-encoded. */
  redact(text: string): string;
}

/** A redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  // Temporary keys are replaced every few hours; the last ones are enough. With a role each person who changes something
  // has some of their own: three secrets in two forms for fifty of them, and for what they began with.
  const kept = 512;
  let secrets: string[] = [];
  return {
    learn(...found) {
      for (const secret of found) {
        if (secret === undefined || secret.length < 4) continue;
        const forms = [secret, encodeURIComponent(secret)];
        secrets = [...new Set([...forms, ...secrets])].slice(0, kept);
      }
    },
    redact(text) {
      let clean = text;
      for (const secret of secrets) clean = clean.replaceAll(secret, REDACTED);
      return clean.replace(KEY_ID, REDACTED);
    },
  };
}
