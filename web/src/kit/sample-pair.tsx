/** 好样例与坏样例: what a reason means, drawn; many people would rather look than read. Small line drawings, no photo of anything. */
import { useId, type ReactNode } from 'react';
import { useWords, type Pair } from './language.ts';

const words = {
  good: ['这样可以', 'Like this'],
  bad: ['这样不行', 'Not like this'],
} as const satisfies Record<string, Pair>;

export type SampleSubject = 'card' | 'paper' | 'scene' | 'face';

/** What is drawn wrong for a reason; reasons without an entry are told by words alone. */
const FAULTS = {
  img_blurry: 'blur',
  img_glare: 'glare',
  img_occluded: 'finger',
  img_cut_off: 'cut',
  img_copy: 'grey',
  img_screen: 'screen',
  img_dark: 'dark',
  img_too_small: 'small',
  seal_missing: 'no_seal',
  seal_mismatch: 'other_seal',
  doc_missing_page: 'one_page',
  doc_missing_side: 'one_page',
  scene_insufficient: 'shut',
  scene_not_match: 'other_sign',
  scene_reused: 'screen',
  face_mismatch: 'turned',
  face_liveness_failed: 'turned',
} as const;
type Fault = (typeof FAULTS)[keyof typeof FAULTS];

/** The first of these reasons that can be drawn. */
export const drawnFault = (reasons: readonly string[]): Fault | undefined =>
  reasons.map((code) => (FAULTS as Readonly<Record<string, Fault>>)[code]).find((one) => one !== undefined);

export function SamplePair({ subject, reasons }: { subject: SampleSubject; reasons: readonly string[] }) {
  const t = useWords(words);
  const fault = drawnFault(reasons);
  if (fault === undefined) return null;
  return (
    <div className="sample-pair">
      <figure className="good">
        <Picture subject={subject} fault={undefined} />
        <figcaption>✓ {t('good')}</figcaption>
      </figure>
      <figure className="bad">
        <Picture subject={subject} fault={fault} />
        <figcaption>× {t('bad')}</figcaption>
      </figure>
    </div>
  );
}

/** 120 × 84: a table, and on it what is photographed. */
function Picture({ subject, fault }: { subject: SampleSubject; fault: Fault | undefined }) {
  const id = useId();
  const filter = fault === 'blur' ? `url(#${id}b)` : fault === 'grey' ? `url(#${id}g)` : undefined;
  const moved = fault === 'cut' ? 'translate(34 26)' : fault === 'small' ? 'translate(42 29) scale(.3)' : undefined;
  return (
    <svg viewBox="0 0 120 84" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
      <defs>
        <filter id={`${id}b`}>
          <feGaussianBlur stdDeviation="2.4" />
        </filter>
        <filter id={`${id}g`}>
          <feColorMatrix type="saturate" values="0" />
        </filter>
      </defs>
      <rect width="120" height="84" fill={fault === 'screen' ? '#20242c' : '#e7dfd2'} />
      {fault === 'screen' && <rect x="6" y="5" width="108" height="74" rx="5" fill="#3b4250" />}
      <g filter={filter} transform={moved}>
        {SUBJECTS[subject](fault)}
      </g>
      {fault === undefined ? null : OVERLAYS[fault]}
    </svg>
  );
}

const line = (x: number, y: number, width: number): ReactNode => (
  <rect key={`${x}.${y}`} x={x} y={y} width={width} height="3.4" rx="1.7" fill="#7d8799" />
);

const SUBJECTS: Readonly<Record<SampleSubject, (fault: Fault | undefined) => ReactNode>> = {
  card: () => (
    <>
      <rect x="16" y="14" width="88" height="56" rx="5" fill="#f5f9ff" stroke="#6d93c9" strokeWidth="1.5" />
      {[line(24, 24, 34), line(24, 33, 26), line(24, 42, 40), line(24, 58, 60)]}
      <rect x="76" y="22" width="20" height="26" rx="2" fill="#cfe0f5" />
      <circle cx="86" cy="31" r="5" fill="#8aa9cf" />
      <path d="M77 48c1-8 5-10 9-10s8 2 9 10z" fill="#8aa9cf" />
    </>
  ),
  paper: (fault) => (
    <>
      {fault !== 'one_page' && (
        <rect x="40" y="9" width="56" height="68" fill="#fff" stroke="#b6bcc8" strokeWidth="1.2" />
      )}
      <rect x="26" y="7" width="56" height="70" fill="#fff" stroke="#8d95a5" strokeWidth="1.2" />
      {[line(38, 15, 32), line(33, 26, 42), line(33, 34, 36), line(33, 42, 42), line(33, 50, 28)]}
      {fault === 'no_seal' ? null : (
        <g fill="none" stroke="#d6342c" strokeWidth="1.8">
          {fault === 'other_seal' ? (
            <rect x="55" y="53" width="20" height="15" />
          ) : (
            <>
              <circle cx="64" cy="60" r="11" />
              <path d="M64 54l1.8 3.8 4 .5-3 2.8.8 4-3.6-2-3.6 2 .8-4-3-2.8 4-.5z" fill="#d6342c" stroke="none" />
            </>
          )}
        </g>
      )}
    </>
  ),
  scene: (fault) => (
    <>
      <rect y="62" width="120" height="22" fill="#c9c2b4" />
      <rect x="14" y="14" width="92" height="14" rx="2" fill={fault === 'other_sign' ? '#8b6fc0' : '#d8572a'} />
      {fault === 'other_sign' ? [line(30, 19, 18), line(54, 19, 36)] : [line(34, 19, 52)]}
      <rect x="18" y="28" width="84" height="42" fill="#fff6e6" />
      {fault === 'shut' ? (
        Array.from({ length: 7 }, (_, at) => (
          <rect key={at} x="18" y={28 + at * 6} width="84" height="5" fill="#a7adb8" />
        ))
      ) : (
        <>
          {[26, 44, 62, 80].map((x) => (
            <rect key={x} x={x} y="36" width="13" height="10" rx="2" fill="#e5a13b" />
          ))}
          <rect x="18" y="54" width="84" height="16" fill="#a8672f" />
          <circle cx="60" cy="44" r="5" fill="#f0c39c" />
          <path d="M51 56c1-6 5-7 9-7s8 1 9 7z" fill="#2f6bb5" />
        </>
      )}
    </>
  ),
  face: (fault) => (
    <g transform={fault === 'turned' ? 'rotate(38 60 50) translate(16 6)' : undefined}>
      <path d="M26 84c3-18 16-24 34-24s31 6 34 24z" fill="#2f6bb5" />
      <ellipse cx="60" cy="38" rx="18" ry="22" fill="#f0c39c" />
      <path d="M42 34c0-18 36-18 36 0-8-6-28-6-36 0z" fill="#3a2a20" />
      <circle cx="53" cy="39" r="2" fill="#333" />
      <circle cx="67" cy="39" r="2" fill="#333" />
      <path d="M54 49q6 4 12 0" stroke="#a4553a" strokeWidth="1.6" fill="none" />
    </g>
  ),
};

const OVERLAYS: Readonly<Partial<Record<Fault, ReactNode>>> = {
  glare: <ellipse cx="62" cy="40" rx="26" ry="13" fill="#fff" opacity=".94" transform="rotate(-24 62 40)" />,
  finger: <path d="M120 84V52c-14-8-34-4-40 4s2 18 14 20z" fill="#e9b48c" stroke="#c98d63" />,
  dark: <rect width="120" height="84" fill="#0a0c12" opacity=".72" />,
  screen: (
    <g stroke="#fff" strokeWidth=".7" opacity=".4">
      {Array.from({ length: 18 }, (_, at) => (
        <path key={at} d={`M${at * 8 - 30} 84L${at * 8 + 10} 0`} />
      ))}
    </g>
  ),
};
