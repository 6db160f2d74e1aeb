import { Tag } from 'antd';
import { useLanguage, useWords, type Language, type Say } from '../kit/language.ts';
import { dateTime } from '../kit/time.ts';
import { useSimulator, useWorld, type Fault, type LogEntry, type Simulator } from './desk.ts';
import { words } from './words.ts';

const SHOWN = 20;

/** What came to the simulator, what it said, and which fault had a hand in it. */
export function SimulatorLog({ simulator }: { simulator: Simulator }) {
  const t = useWords(words);
  const language = useLanguage();
  const log = useWorld<LogEntry[]>(simulator, `log?limit=${SHOWN}`);
  const faults = useSimulator<unknown>(simulator).data?.faults ?? [];
  const entries = log.data ?? [];
  return (
    <>
      <h2>{t('log')}</h2>
      {entries.length === 0 && <p className="dim">{t('noLog')}</p>}
      <ol className="log">
        {entries.map((entry, i) => (
          <li key={`${entry.at} ${entry.came} ${entries.length - i}`}>
            <small>{dateTime(entry.at)}</small>
            <code>{entry.came}</code>
            <span>
              {entry.reasons.includes('switched') ? null : (
                <Tag>{entry.answered === '' ? t('unanswered') : `→ ${entry.answered}`}</Tag>
              )}
              {entry.reasons.map((reason) => (
                <Tag key={reason} color="orange" title={meaning(reason, faults, language)}>
                  {reasonText(reason, t)}
                </Tag>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

const reasonWords = {
  bad_mac: 'logBadMac',
  unreadable: 'logUnreadable',
  number_conflict: 'logConflict',
  switched: 'logSwitched',
} as const satisfies Record<string, keyof typeof words>;

function reasonText(reason: string, t: Say<keyof typeof words>): string {
  if (reason in reasonWords) return t(reasonWords[reason as keyof typeof reasonWords]);
  if (reason.startsWith('missing_')) return t('logMissing', { field: reason.slice('missing_'.length) });
  return reason;
}

/** The fault's own words for its name: `late` and `silent` are ways of `answer`, `closeLine.after` one of `closeLine`. */
function meaning(reason: string, faults: readonly Fault[], language: Language): string | undefined {
  const name = reason.split('.')[0];
  const fault = faults.find((one) => one.name === name) ?? faults.find((one) => one.values?.includes(reason) === true);
  return language === 'en' ? fault?.en : fault?.zh;
}
