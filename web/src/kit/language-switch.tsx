import { setLanguage, useLanguage } from './language.ts';

/** Shows the other language's own name, as a reader of it would look for it. */
export function LanguageSwitch({ className }: { className?: string }) {
  const language = useLanguage();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <button type="button" className={className} lang={other} onClick={() => setLanguage(other)}>
      {other === 'en' ? 'English' : '中文'}
    </button>
  );
}
