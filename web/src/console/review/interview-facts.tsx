import { say, useLanguage, useWords } from '../../kit/language.ts';
import { questionWords } from '../../kit/interview-words.ts';
import { dateTime } from '../../kit/time.ts';
import type { CaseView } from './case-data.ts';
import { words } from './words.ts';

/** What was asked; the clip on the stage must answer each of it, in this person's own words. */
export function InterviewFacts({ asked }: { asked: NonNullable<CaseView['interview']> }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <div className="scene-facts">
      <p className="dim">{t('interviewAsked', { at: dateTime(asked.askedAt) })}</p>
      <ol className="interview-questions">
        {asked.questions.map((code) => {
          const pair = code in questionWords ? questionWords[code as keyof typeof questionWords] : undefined;
          return <li key={code}>{pair === undefined ? code : say(pair, language)}</li>;
        })}
      </ol>
    </div>
  );
}
