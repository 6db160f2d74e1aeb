/** What a person calls the phone whose browser says this of itself: `iPhone（微信）`. */
import { say, type Language, type Pair } from '../../kit/say.ts';

const DEVICES: readonly (readonly [RegExp, Pair])[] = [
  [/iPhone/, ['iPhone', 'iPhone']],
  [/iPad/, ['iPad', 'iPad']],
  [/HarmonyOS|OpenHarmony/, ['鸿蒙手机', 'HarmonyOS phone']],
  [/Android/, ['安卓手机', 'Android phone']],
  [/Windows/, ['Windows 电脑', 'Windows computer']],
  [/Macintosh/, ['Mac 电脑', 'Mac']],
  [/Linux/, ['Linux 电脑', 'Linux computer']],
];

/** The order counts: WeChat on an iPhone also says Safari, and every Android browser says Chrome. */
const BROWSERS: readonly (readonly [RegExp, Pair])[] = [
  [/MicroMessenger/, ['微信', 'WeChat']],
  [/AlipayClient/, ['支付宝', 'Alipay']],
  [/DingTalk/, ['钉钉', 'DingTalk']],
  [/MQQBrowser|\bQQ\//, ['QQ 浏览器', 'QQ Browser']],
  [/UCBrowser/, ['UC 浏览器', 'UC Browser']],
  [/HuaweiBrowser/, ['华为浏览器', 'Huawei Browser']],
  [/MiuiBrowser/, ['小米浏览器', 'Mi Browser']],
  [/Edg(A|iOS)?\//, ['Edge', 'Edge']],
  [/Firefox|FxiOS/, ['Firefox', 'Firefox']],
  [/CriOS|Chrome/, ['Chrome', 'Chrome']],
  [/Safari/, ['Safari', 'Safari']],
];

const UNKNOWN: Pair = ['另一台设备', 'another device'];
const MODEL_CHARS_MAX = 24;

/** Makers write the model between the version and `Build`; newer browsers write a K there, which says nothing. */
function modelOf(userAgent: string): string | undefined {
  const model = /Android [^;)]*; (?:[a-z]{2}-[a-z]{2}; |HarmonyOS; )?([^;)]+?)(?: Build\/[^)]*)?[;)]/i
    .exec(userAgent)?.[1]
    ?.trim();
  return model === undefined || model === 'K' || model.length > MODEL_CHARS_MAX ? undefined : model;
}

export function deviceName(userAgent: string, language: Language): string {
  const find = (list: typeof DEVICES): string | undefined => {
    const found = list.find(([sign]) => sign.test(userAgent));
    return found === undefined ? undefined : say(found[1], language);
  };
  const device = find(DEVICES) ?? say(UNKNOWN, language);
  const model = modelOf(userAgent);
  const named = model === undefined ? device : `${device} ${model}`;
  const browser = find(BROWSERS);
  if (browser === undefined) return named;
  return language === 'en' ? `${named} (${browser})` : `${named}（${browser}）`;
}
