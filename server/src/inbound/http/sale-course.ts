import type { Answer } from '@kaitong/client';
import type { SaleCourse } from '../../flows/where-is-my-money.ts';

type View = NonNullable<Answer<'GET /api/merchant/transactions/:transactionId'>['course']>;

/** The course of a sale as it goes over the line, without what is not there. */
export const courseView = ({ steps, stop }: SaleCourse): View => ({
  steps: steps.map(({ name, state, at, on, said }) => ({
    name,
    state,
    ...(at === undefined ? {} : { at }),
    ...(on === undefined ? {} : { on }),
    ...(said === undefined ? {} : { said }),
  })),
  ...(stop === undefined ? {} : { stop }),
});
