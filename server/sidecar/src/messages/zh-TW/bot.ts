import type { Translation } from '../catalogue.ts';

/** What Mattermost itself says where the bot cannot. */
export function bot(): Translation {
  return {
    'bot.taken': 'ec2ctl 無法回應：機器人需要的名稱 `ec2ctl` 已被另一個帳號使用。沒有任何變更。請通知系統管理員。',
    'bot.taken.admin':
      'ec2ctl 無法回應：機器人需要的名稱 `ec2ctl` 已被另一個帳號使用。沒有任何變更。請先更改那個帳號的名稱（系統控制台的使用者，或整合的機器人帳號），再輸入一次指令。',
  };
}
