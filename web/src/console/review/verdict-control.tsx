import { Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reasonTitle, reviewerTitle } from '../../kit/reasons.ts';
import type { CaseView, Verdict } from './case-data.ts';
import type { ItemLine } from './items.ts';
import { NOTE_MAX, standardNote, storedNote } from './notes.ts';
import { reasonChoices } from './reason-order.ts';
import { words } from './words.ts';

export type Choosing = 'fix' | 'reject' | undefined;

interface Props {
  readonly view: CaseView;
  readonly line: ItemLine;
  readonly enabled: boolean;
  /** Which list of reasons is open. */
  readonly choosing: Choosing;
  readonly internalNote: string;
  readonly onChoose: (choosing: Choosing) => void;
  readonly onPass: () => void;
  readonly onReason: (kind: 'fix' | 'reject', code: string) => void;
  readonly onTakeBack: () => void;
  readonly onWrite: (change: { note?: string; internalNote?: string }) => void;
}

/** Pass, fix or reject of one item, with the keys on the buttons; reasons are chosen by number. */
export function VerdictControl(props: Props) {
  const { line, enabled, choosing, onChoose, onPass, onTakeBack } = props;
  const t = useWords(words);
  const said = line.verdict?.verdict;
  const list = choosing ?? (said === 'fix' || said === 'reject' ? said : undefined);
  const button = (kind: 'pass' | 'fix' | 'reject', key: string, act: () => void) => (
    <Button
      size="small"
      type={said === kind || (choosing === kind && said === undefined) ? 'primary' : 'default'}
      danger={kind === 'reject'}
      disabled={!enabled}
      aria-pressed={said === kind}
      aria-keyshortcuts={key}
      onClick={act}
    >
      {t(kind)} <kbd>{key}</kbd>
    </Button>
  );
  return (
    <div className="verdict">
      <div className="verdict-buttons">
        {button('pass', 'A', onPass)}
        {(props.view.fixReasons[line.item]?.length ?? 0) > 0 && button('fix', 'F', () => onChoose('fix'))}
        {button('reject', 'R', () => onChoose('reject'))}
        {said !== undefined && enabled && (
          <Button size="small" type="text" onClick={onTakeBack}>
            {t('takeBack')}
          </Button>
        )}
      </div>
      {list !== undefined && <Reasons {...props} kind={list} />}
      {said === 'fix' && line.verdict !== undefined && (
        <ApplicantNote
          key={line.verdict.reasons.join()}
          verdict={line.verdict}
          enabled={enabled}
          onSave={(note) => props.onWrite({ note })}
        />
      )}
      {said === 'reject' && (
        <blockquote className="preview">
          <small>{t('previewReject')}</small>
          {t('generalReject')}
        </blockquote>
      )}
      <InternalNote {...props} />
    </div>
  );
}

function Reasons({ view, line, enabled, kind, onReason }: Props & { kind: 'fix' | 'reject' }) {
  const t = useWords(words);
  const language = useLanguage();
  const { near, far } = reasonChoices(line, kind, view);
  const chosen = line.verdict?.verdict === kind ? line.verdict.reasons : [];
  const title = t(kind === 'fix' ? 'chooseFix' : 'chooseReject');
  const others = far.filter((code) => !chosen.includes(code));
  return (
    <fieldset className="reasons" disabled={!enabled}>
      <legend>{title}</legend>
      {[...near, ...chosen.filter((code) => far.includes(code)).map((code) => ({ code, suggested: false }))].map(
        ({ code, suggested }, at) => (
          <button
            key={code}
            type="button"
            aria-pressed={chosen.includes(code)}
            title={suggested ? t('suggested') : undefined}
            onClick={() => onReason(kind, code)}
          >
            {at < 9 && <kbd>{at + 1}</kbd>}
            {reviewerTitle(code, language)}
            {suggested && <i aria-hidden="true">●</i>}
          </button>
        ),
      )}
      {others.length > 0 && (
        <Select<string>
          size="small"
          showSearch={{ optionFilterProp: 'label' }}
          value={null}
          placeholder={t('otherReasons')}
          aria-label={t('otherReasons')}
          options={others.map((code) => ({ value: code, label: reviewerTitle(code, language) }))}
          onChange={(code) => onReason(kind, code)}
        />
      )}
    </fieldset>
  );
}

/** The text, and below it exactly what the applicant will read. */
function ApplicantNote({
  verdict,
  enabled,
  onSave,
}: {
  verdict: Verdict;
  enabled: boolean;
  onSave: (note: string) => void;
}) {
  const t = useWords(words);
  const language = useLanguage();
  const id = useId();
  const standard = standardNote(verdict.reasons, language);
  const [text, setText] = useState(verdict.note === '' ? standard : verdict.note);
  const stored = storedNote(verdict.reasons, text);
  const save = (): void => {
    if (stored !== verdict.note) onSave(stored);
  };
  return (
    <div className="applicant-note">
      <label htmlFor={id}>{t('noteLabel')}</label>
      <Input.TextArea
        id={id}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={NOTE_MAX}
        disabled={!enabled}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <blockquote className="preview">
        <small>{t('previewFix')}</small>
        {(['zh-CN', 'en'] as const).map((reader) => (
          <p key={reader} lang={reader}>
            <b>{verdict.reasons.map((code) => reasonTitle(code, reader)).join(reader === 'en' ? ', ' : '、')}</b>{' '}
            {stored === '' ? standardNote(verdict.reasons, reader) : stored}
          </p>
        ))}
      </blockquote>
    </div>
  );
}

function InternalNote({ line, enabled, internalNote, onWrite }: Props) {
  const t = useWords(words);
  const id = useId();
  const [text, setText] = useState(internalNote);
  return (
    <div className="internal-note">
      <label htmlFor={id}>
        {t('internalLabel')} <kbd>C</kbd>
      </label>
      <Input.TextArea
        id={id}
        data-internal-note={line.item}
        autoSize={{ minRows: 1, maxRows: 5 }}
        maxLength={1_000}
        disabled={!enabled}
        placeholder={t('internalHint')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => (text === internalNote ? undefined : onWrite({ internalNote: text.trim() }))}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </div>
  );
}
