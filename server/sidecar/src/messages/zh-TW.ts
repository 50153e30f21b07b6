import type { Translation } from './catalogue.ts';
import { admin } from './zh-TW/admin.ts';
import { audit } from './zh-TW/audit.ts';
import { bot } from './zh-TW/bot.ts';
import { bridge } from './zh-TW/bridge.ts';
import { cards } from './zh-TW/cards.ts';
import { change } from './zh-TW/change.ts';
import { configuration } from './zh-TW/configuration.ts';
import { errors } from './zh-TW/errors.ts';
import { failures } from './zh-TW/failures.ts';
import { general } from './zh-TW/general.ts';
import { history } from './zh-TW/history.ts';
import { info } from './zh-TW/info.ts';
import { listing } from './zh-TW/listing.ts';
import { mending } from './zh-TW/mending.ts';
import { people } from './zh-TW/people.ts';
import { reboot } from './zh-TW/reboot.ts';
import { rehearsal } from './zh-TW/rehearsal.ts';
import { reply } from './zh-TW/reply.ts';
import { selection } from './zh-TW/selection.ts';
import { usage } from './zh-TW/usage.ts';
import { version } from './zh-TW/version.ts';
import { warnings } from './zh-TW/warnings.ts';

/**
 * Every sentence in Traditional Chinese, as it is written in Taiwan. Its topics are functions and not tables: most servers
 * never need them, and the engine passes over the text of a function until it is called.
 *
 * The words: 執行個體 instance, 區域 region, 可用區域 zone, 啟動 start, 再次啟動 start again, 停止 stop, 重新啟動 reboot and nothing else,
 * 休眠 hibernate, 停止保護 stop protection, 標籤 tag, Spot 執行個體, Auto Scaling 群組, 主控台 the console of AWS, 系統控制台 that of Mattermost,
 * 模組 its plugins, 指令 command, 系統管理員 system admin, 登入資料 credentials, 憑證 certificate, 政策 policy, 請求 request, 記錄 log.
 * Names of settings stay as the settings page has them.
 */
export function zhTW(): Translation {
  return {
    ...general(),
    ...listing(),
    ...selection(),
    ...info(),
    ...history(),
    ...change(),
    ...cards(),
    ...reboot(),
    ...rehearsal(),
    ...warnings(),
    ...reply(),
    ...audit(),
    ...usage(),
    ...errors(),
    ...failures(),
    ...mending(),
    ...admin(),
    ...configuration(),
    ...people(),
    ...version(),
    ...bot(),
    ...bridge(),
  };
}
