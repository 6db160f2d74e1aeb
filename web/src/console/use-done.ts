import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';

/** After something was done: says so, closes the question, and asks everything on the page anew. */
export function useDone(text: string, onClose: () => void): () => Promise<void> {
  const queries = useQueryClient();
  const { message } = App.useApp();
  return () => {
    void message.success(text);
    onClose();
    return queries.invalidateQueries();
  };
}
