/** The rules that a field can be held to without asking anybody: they, not the recogniser's confidence, decide trust. */

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** 18 places, true check character (GB 11643-1999) and a real date inside. */
export function isIdNumber(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text)) return false;
  const sum = ID_WEIGHTS.reduce((acc, weight, i) => acc + weight * Number(text[i]), 0);
  return '10X98765432'[sum % 11] === text[17] && isDate(birthInside(text));
}

/** YYYY-MM-DD out of an 18-place number. */
export function birthInside(idNumber: string): string {
  return `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
}

/** True for a day that the calendar has, written YYYY-MM-DD, 1900 to 2099. */
export function isDate(text: string): boolean {
  const match = /^((?:19|20)\d\d)-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** 13 to 19 digits with a true Luhn digit (ISO/IEC 7812-1). */
export function isCardNumber(text: string): boolean {
  if (!/^\d{13,19}$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) {
    const digit = Number(text[text.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The dots that phones and recognisers write between the parts of a name; all become U+00B7. */
const NAME_DOTS = /[·•‧⋅・･●.。．]/g;

/** A name as it is compared: NFKC, one kind of dot, no spaces. */
export function normaliseName(text: string): string {
  return text
    .normalize('NFKC')
    .replace(NAME_DOTS, '\u00B7')
    .replace(/[\s\u200B-\u200D\uFEFF]/g, '');
}

/** 2 to 25 Han characters, dots only between them. */
export function isName(text: string): boolean {
  const length = Array.from(text).length;
  return length >= 2 && length <= 25 && /^\p{Script=Han}+(?:\u00B7\p{Script=Han}+)*$/u.test(text);
}

/** The 56 nationalities of GB/T 3304-1991 in the short form that cards print. */
const ETHNICITIES = new Set(
  (
    '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 ' +
    '仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 穿青人'
  ).split(' '),
);

/** True for a nationality as the card prints it. */
export function isEthnicity(text: string): boolean {
  return ETHNICITIES.has(text);
}

const CREDIT_CODE_PLACES = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** 18 places with a true check character (GB 32100-2015, weights of 3 to the power i, modulo 31). */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false;
  let [sum, weight] = [0, 1];
  for (const place of text.slice(0, 17)) {
    sum += weight * CREDIT_CODE_PLACES.indexOf(place);
    weight = (weight * 3) % 31;
  }
  return CREDIT_CODE_PLACES[(31 - (sum % 31)) % 31] === text[17];
}

/** The approval number of an opening permit: basic, special, temporary or other account, then 13 digits. */
export function isPermitNumber(text: string): boolean {
  return /^[JZLT]\d{13}$/.test(text);
}

/** A bank account's number as permits print it: 9 to 25 digits. */
export function isAccountNumber(text: string): boolean {
  return /^\d{9,25}$/.test(text);
}

/** A business's name as it is compared: NFKC, brackets as licences print them, no spaces, no mark at its ends. */
export function normaliseBusinessName(text: string): string {
  return normaliseName(text)
    .replaceAll('(', '\uFF08')
    .replaceAll(')', '\uFF09')
    .replace(/^[:;,.\-\u00B7\u3001]+|[:;,.\-\u00B7\u3001]+$/g, '');
}

/** 4 to 60 places, most of them Han, with letters, digits, dots and brackets between. */
export function isBusinessName(text: string): boolean {
  const places = Array.from(text);
  const han = places.filter((place) => /\p{Script=Han}/u.test(place)).length;
  const known = /^[\p{Script=Han}A-Za-z0-9\uFF08\uFF09\u00B7&-]+$/u.test(text);
  return known && places.length >= 4 && places.length <= 60 && han >= 4 && han * 2 > places.length;
}

/** At least six places and a word that only addresses have. */
export function isAddress(text: string): boolean {
  return Array.from(text).length >= 6 && /[省市区县州盟旗镇乡村路街号巷]/.test(text);
}
