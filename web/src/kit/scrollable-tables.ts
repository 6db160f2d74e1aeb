import { useEffect } from 'react';

/** What the table library scrolls sideways; it gives nobody a way to it but the mouse. */
const SCROLLED = '.ant-table-content, .ant-table-body';

function reach(): void {
  for (const element of document.querySelectorAll<HTMLElement>(SCROLLED)) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  }
}

/** Tables that are wider than their place can be reached by the keyboard and moved with its arrows, whatever becomes of them and of the window. */
export function useScrollableTables(): void {
  useEffect(() => {
    let asked = 0;
    const ask = (): void => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(reach);
    };
    const changes = new MutationObserver(ask);
    changes.observe(document.body, { childList: true, subtree: true });
    addEventListener('resize', ask);
    return () => {
      changes.disconnect();
      removeEventListener('resize', ask);
      cancelAnimationFrame(asked);
    };
  }, []);
}
