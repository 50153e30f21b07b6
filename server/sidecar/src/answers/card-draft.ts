import type { Card } from '../cards/card.ts';
import type { Ec2 } from '../ports.ts';
import type { Head } from '../views.ts';
import type { Asker } from './asker.ts';

/** What all cards of one person have in common. The face matters only to those that go back to it. */
export function draftOf(
  { person, place, layout }: Asker,
  { fingerprint }: Ec2,
  head: Head,
): Omit<Card, 'token' | 'expiresAt' | 'post' | 'subject'> {
  return {
    personId: person.id,
    username: person.username,
    place,
    head,
    layout,
    fingerprint,
    face: { message: '', attachment: undefined },
  };
}
