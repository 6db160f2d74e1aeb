/** How a state of a request looks. */
export const STATE_TONES = {
  draft: 'warn',
  submitted: 'busy',
  in_review: 'busy',
  second_review: 'busy',
  needs_fix: 'warn',
  approved: 'good',
  rejected: 'bad',
  withdrawn: '',
} as const;
