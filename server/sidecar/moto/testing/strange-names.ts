/** Names of instances that something may stumble over. */
export const STRANGE_NAMES: readonly string[] = [
  'a|b',
  '`code` ```fence```',
  '@channel <!here> ~town-square',
  'first\nsecond\ttabbed',
  '👩‍💻 🇹🇼 e\u0301',
  'x'.repeat(255),
  'אבג \u202Egnp.exe',
  '資料庫 主機',
  '<b>&amp;"\'</b>',
  '--yes --force',
  ' blank before and behind ',
  '\\d+ %2F C:\\temp',
];
