import type { Machine } from '../../../kernel/machine.ts';

/**
 * How far a person has shown who they are. `face_human`: a person must compare the faces (band between pass and fail, or three
 * failures). `face_witnessed`: two officers of a bank have seen the person with the card.
 */
export const identityMachine = {
  name: 'identity',
  column: 'identity.applicant.identity_state',
  initial: 'none',
  final: [],
  states: {
    none: { confirm: 'id_confirmed' },
    id_confirmed: {
      redo_card: 'none',
      confirm: 'id_confirmed',
      pass: 'face_passed',
      ask_human: 'face_human',
      witness: 'face_witnessed',
    },
    face_human: {
      pass: 'face_passed',
      confirm: 'id_confirmed',
      witness: 'face_witnessed',
      redo_card: 'none',
      redo_face: 'id_confirmed',
    },
    face_passed: { redo_card: 'none', redo_face: 'id_confirmed' },
    face_witnessed: { redo_card: 'none', redo_face: 'id_confirmed' },
  },
} as const satisfies Machine;
