import { describe, expect, it } from 'vitest';
import { chooseQuestions, INTERVIEW_QUESTIONS } from './interview-questions.ts';

describe('the questions of a video interview', () => {
  it('are three, one of each group, as chance picks them', () => {
    expect(chooseQuestions(() => 0)).toEqual(['who_and_why', 'what_sold', 'show_goods']);
    expect(chooseQuestions((below) => below - 1)).toEqual(['deposit_known', 'busiest_hour', 'show_surroundings']);
    const groups = Object.values(INTERVIEW_QUESTIONS);
    const picked = chooseQuestions((below) => below >> 1);
    expect(picked.map((one) => groups.findIndex((group) => (group as readonly string[]).includes(one)))).toEqual([
      0, 1, 2,
    ]);
  });

  it('cannot be picked from outside a group', () => {
    expect(() => chooseQuestions((below) => below)).toThrow(RangeError);
  });
});
