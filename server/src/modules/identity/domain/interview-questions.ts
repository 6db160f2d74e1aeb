/**
 * 视频面签: three questions, one of each group, so that a clip recorded for somebody else or before does not fit. The texts are in the
 * word catalogue, by code.
 */
export const INTERVIEW_QUESTIONS = {
  /** Whether it is this person, and whether they want this themselves. */
  will: ['who_and_why', 'asked_by_whom', 'deposit_known'],
  /** Whether they do this business. */
  trade: ['what_sold', 'price_of_one', 'since_when', 'busiest_hour'],
  /** Whether they are where they say. */
  place: ['show_goods', 'where_today', 'show_surroundings'],
} as const;
export type InterviewQuestion = (typeof INTERVIEW_QUESTIONS)[keyof typeof INTERVIEW_QUESTIONS][number];

/** Pure: one question of each group. `pick` gives a number from 0 to below its argument. */
export const chooseQuestions = (pick: (below: number) => number): InterviewQuestion[] =>
  Object.values(INTERVIEW_QUESTIONS).map((group): InterviewQuestion => {
    const chosen = group[pick(group.length)];
    if (chosen === undefined) throw new RangeError('a pick lies outside its group');
    return chosen;
  });
