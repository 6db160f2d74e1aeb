import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { words } from './words.ts';

export interface CreateField {
  readonly name: string;
  readonly label: keyof typeof words;
  readonly as?: 'date' | 'password' | 'many';
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
}

type Values = Record<string, unknown>;

/** A button that opens a small form; what it says to the server is up to the page. */
export function CreateForm({
  title,
  fields,
  send,
}: {
  title: keyof typeof words;
  fields: readonly CreateField[];
  send: (values: Values) => Promise<unknown>;
}) {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Values>();
  const create = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      setOpen(false);
      form.resetFields();
      void message.success(t('saved'));
      await queries.invalidateQueries();
    },
  });
  const input = (field: CreateField) => {
    if (field.choices !== undefined)
      return (
        <Select
          options={[...field.choices]}
          showSearch={{ optionFilterProp: 'label' }}
          {...(field.as === 'many' ? { mode: 'multiple' as const } : {})}
        />
      );
    if (field.as === 'password') return <Input.Password autoComplete="new-password" />;
    return <Input autoComplete="off" {...(field.as === 'date' ? { type: 'date' } : {})} />;
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t(title)}</Button>
      <Modal
        open={open}
        title={t(title)}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
        okText={t('save')}
        confirmLoading={create.isPending}
        forceRender
      >
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(values: Values) => create.mutate(values)}>
          {fields.map((field) => (
            <Form.Item key={field.name} name={field.name} label={t(field.label)} rules={[{ required: true }]}>
              {input(field)}
            </Form.Item>
          ))}
        </Form>
        {create.error !== null && <Alert type="error" showIcon title={text(create.error)} />}
      </Modal>
    </>
  );
}

/** What was typed, as text. */
export const typed = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
};
