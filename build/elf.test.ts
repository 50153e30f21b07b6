import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readElf } from './elf.ts';

describe('readElf', () => {
  test('names what the program of this very process needs', () => {
    const { architecture, needed } = readElf(readFileSync(process.execPath));
    expect(architecture).toBe(process.arch === 'x64' ? 'amd64' : 'arm64');
    expect(needed).toEqual(expect.arrayContaining(['libstdc++.so.6', 'libgcc_s.so.1', 'libc.so.6']));
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a script', Buffer.from('#!/bin/sh\n'.repeat(20))],
    ['a program of 32 bits', Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 1]), Buffer.alloc(100)])],
  ])('refuses %s', (_, file) => {
    expect(() => readElf(file)).toThrow('Cannot read ELF file');
  });
});
