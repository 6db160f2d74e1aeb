import { App, Button, Card, Checkbox, Form, Input, InputNumber, Select, type FormRule as Rule } from 'antd';
import type { ReactNode } from 'react';
import { useWords, type Say } from '../../kit/language.ts';
import { Refused } from '../parts.tsx';
import { words, type Word } from '../words.ts';

export interface FieldRow {
  readonly name: string;
  readonly label: Word;
  readonly hint?: Word;
  readonly as?: 'text' | 'number' | 'tick';
  /** A control of its own; the form hands it `id`, `value` and `onChange`. */
  readonly input?: ReactNode;
  /** The control shows by itself which of its places are wrong; the form only says why it was not saved. */
  readonly marksItself?: true;
  /** What is wrong with a value, where more is asked than that there is one. */
  readonly check?: (value: unknown) => Word | undefined;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly needed?: boolean;
  readonly wide?: boolean;
}

type Values = Record<string, unknown>;

interface SectionProps {
  readonly id: string;
  readonly title: Word;
  readonly done: boolean;
  /** Above the pictures. */
  readonly above?: ReactNode;
  /** Pictures above the fields. */
  readonly children?: ReactNode;
  readonly fields: readonly FieldRow[];
  readonly initial: Values;
  readonly readOnly: boolean;
  readonly submitWord?: Word;
  readonly saving: { readonly isPending: boolean; readonly error: unknown };
  readonly onSave: (values: Values) => Promise<unknown>;
}

function inputOf(field: FieldRow): ReactNode {
  if (field.input !== undefined) return field.input;
  if (field.choices !== undefined)
    return <Select options={[...field.choices]} showSearch={{ optionFilterProp: 'label' }} />;
  if (field.as === 'number') return <InputNumber min={0} className="full" style={{ width: '100%' }} />;
  return <Input autoComplete="off" maxLength={160} />;
}

function rulesOf(field: FieldRow, t: Say<Word>): Rule[] {
  const { check } = field;
  const required: Rule = { required: field.needed !== false && field.as !== 'tick' };
  if (check === undefined) return [required];
  const validator = (_rule: unknown, value: unknown): Promise<void> => {
    const wrong = check(value);
    return wrong === undefined ? Promise.resolve() : Promise.reject(new Error(t(wrong)));
  };
  return [required, { validator, validateTrigger: 'onSubmit' }];
}

/** One section of the form: pictures, fields, and its own save. Starts anew when what was read or saved changes. */
export function SectionForm(props: SectionProps) {
  const t = useWords(words);
  const { message } = App.useApp();
  const save = async (values: Values): Promise<void> => {
    await props.onSave(values).then(
      () => void message.success(t('saved')),
      () => undefined, // shown below
    );
  };
  return (
    <Card
      id={props.id}
      className="section"
      size="small"
      title={
        <h2 style={{ font: 'inherit', margin: 0 }}>
          {t(props.title)} <span className={props.done ? 'ok-mark' : 'open-mark'}>{props.done ? '✓' : '○'}</span>
        </h2>
      }
    >
      {props.above !== undefined && <div className="section-above">{props.above}</div>}
      {props.children !== undefined && <div className="slots">{props.children}</div>}
      <Form
        key={JSON.stringify(props.initial)}
        name={`${props.id}-form`} // fields of two sections may have one name; their ids must differ
        layout="vertical"
        requiredMark={false}
        disabled={props.readOnly}
        initialValues={props.initial}
        onFinish={(values: Values) => void save(values)}
      >
        <div className="fields">
          {props.fields.map((field) => (
            <Form.Item
              key={field.name}
              name={field.name}
              className={field.wide === true ? 'wide' : ''}
              label={field.as === 'tick' ? undefined : t(field.label)}
              extra={field.hint === undefined ? undefined : t(field.hint)}
              rules={rulesOf(field, t)}
              {...(field.marksItself === true ? { validateStatus: '' as const } : {})}
              {...(field.as === 'tick' ? { valuePropName: 'checked' } : {})}
            >
              {field.as === 'tick' ? <Checkbox>{t(field.label)}</Checkbox> : inputOf(field)}
            </Form.Item>
          ))}
        </div>
        <Refused error={props.saving.error} />
        {!props.readOnly && (
          <Button type="primary" htmlType="submit" loading={props.saving.isPending}>
            {t(props.submitWord ?? 'save')}
          </Button>
        )}
      </Form>
    </Card>
  );
}
