/** Parts of a page that are fetched when they are needed: a page on a slow line shows its first screen without them. */
import { Component, lazy, Suspense, type ComponentType, type ReactNode } from 'react';

/** A component whose code comes later. `load` may also be called ahead of time: the browser keeps what it has fetched. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return lazy(async () => ({ default: await load() }));
}

interface Props {
  readonly waiting: ReactNode;
  /** Shown when the code could not be fetched: the line broke, or a newer version was installed meanwhile. */
  readonly failed: ReactNode;
  readonly children: ReactNode;
}

class Guard extends Component<Pick<Props, 'failed' | 'children'>, { readonly failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override render(): ReactNode {
    return this.state.failed ? this.props.failed : this.props.children;
  }
}

/** Where parts that come later are shown. */
export function Later({ waiting, failed, children }: Props) {
  return (
    <Guard failed={failed}>
      <Suspense fallback={waiting}>{children}</Suspense>
    </Guard>
  );
}

/** What is shown first has the line to itself for so long. */
const FIRST_MS = 2_500;

/** Runs once what is shown first has had the line to itself, and the page has nothing better to do. @returns what calls it off */
export function afterFirst(work: () => void): () => void {
  const begin = setTimeout(() => whenIdle(work), FIRST_MS);
  return () => clearTimeout(begin);
}

/** Runs once the page has nothing better to do. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(work, { timeout: 4_000 });
  else setTimeout(work, 1_500);
}
