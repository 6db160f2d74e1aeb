import type { ThemeConfig } from 'antd';
import { BRAND } from './brand.ts';

export const desktopTheme: ThemeConfig = {
  token: {
    colorPrimary: BRAND.main,
    colorLink: BRAND.dark,
    colorText: BRAND.ink,
    colorTextSecondary: BRAND.dim,
    colorTextDescription: BRAND.dim,
    colorTextPlaceholder: '#66736f',
    colorPrimaryBg: BRAND.soft,
    colorError: BRAND.bad,
    borderRadius: 8,
    fontFamily: 'inherit',
  },
  components: { Menu: { itemSelectedBg: BRAND.soft, itemSelectedColor: BRAND.dark } },
};
