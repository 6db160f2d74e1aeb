import { Link } from 'wouter';
import { useWords } from '../../kit/language.ts';
import type { Shop } from './shop.ts';
import { words } from './words.ts';

/** Whose shop this is, and as whom one sees it: never to be mistaken for one's own. */
export function ShopBar({ shop }: { shop: Shop }) {
  const t = useWords(words);
  return (
    <Link href="/me" className="shop-bar">
      {t('atWork', { merchant: shop.merchantName, role: t(shop.role) })}
    </Link>
  );
}
