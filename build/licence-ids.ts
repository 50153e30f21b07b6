/**
 * By what sentence of its text a licence is known. Go modules bring texts and no names, and these are all that there are
 * among ours; a licence that is not here is read by a person first.
 */
const KNOWN_BY: Readonly<Record<string, RegExp>> = {
  'Apache-2.0': /Apache License,? Version 2\.0/i,
  'BSD-2-Clause': /Redistribution and use in source and binary forms(?!.*used to endorse)/i,
  'BSD-3-Clause': /Redistribution and use in source and binary forms.*used to endorse/i,
  ISC: /Permission to use, copy, modify, and(?:\/or)? distribute this software for any purpose with or without fee is hereby granted, provided/i,
  MIT: /Permission is hereby granted, free of charge, to any person obtaining a copy/i,
  'MPL-2.0': /Mozilla Public License,? version 2\.0/i,
};

/**
 * The licences of something, as an SPDX expression: `MIT`, or `Apache-2.0 AND MIT` where parts have different ones.
 * @param texts its licence texts and notices
 * @throws when none of the texts is known: then nobody has looked whether it may be carried
 */
export function licenceExpression(name: string, texts: readonly string[]): string {
  const read = texts.map((text) => text.replace(/\s+/g, ' '));
  const ids = Object.entries(KNOWN_BY).flatMap(([id, sentence]) =>
    read.some((text) => sentence.test(text)) ? id : [],
  );
  if (ids.length === 0) {
    throw new Error(`Cannot name the licence of \`${name}\`: build/licence-ids.ts does not know its text`);
  }
  return ids.join(' AND ');
}
