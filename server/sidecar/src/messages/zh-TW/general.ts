import type { Translation } from '../catalogue.ts';

/** Words that more than one topic uses. */
export function general(): Translation {
  return {
    'general.list.separator': '、',
    'general.andMore': '{names}，以及另外 {count, number} 個',
    'general.clause.separator': '，',
    'general.separator': ' · ',
    'general.ending': 'ec2ctl 正在關閉。沒有任何變更。',
    'general.interrupted.look': '**ec2ctl 在處理途中中斷過。** 請再輸入一次。',
    'general.interrupted.change':
      '**ec2ctl 在處理途中中斷過。** 如果沒有其他貼文提到它，就表示沒有任何變更：請再輸入一次。',
    'general.nothingChanged': '沒有任何變更。',
    'general.evidence': '{code}，請求 {request}',
    'general.moreLines': '還有 {count, number} 行放不下。',
    'head.demo': '示範機群',
    'state.pending': '啟動中',
    'state.running': '執行中',
    'state.shuttingDown': '終止中',
    'state.terminated': '已終止',
    'state.stopping': '停止中',
    'state.stopped': '已停止',
    'access.noSession': '這個指令不是由所指的人輸入的。沒有任何變更。',
    'access.change': '可以查看、啟動、停止與重新啟動。',
    'access.look': '可以查看。若要啟動與停止，請系統管理員加入 **Operators** 名單。',
    'access.none': '無法查看。請系統管理員加入 **Viewers** 名單（系統控制台 > 模組 > ec2ctl）。',
    'access.refused.look': '**沒有查看的權限。**',
    'access.refused.change': '**可以查看，但不能啟動或停止。**',
    'access.refused.all': '**沒有查看、啟動或停止的權限。**',
    'access.ask.viewers': '請系統管理員加入 **Viewers** 名單（系統控制台 > 模組 > ec2ctl）。',
    'access.ask.operators': '請系統管理員加入 **Operators** 名單（系統控制台 > 模組 > ec2ctl）。',
    'limit.commands': '一分鐘內的指令超過 {most, number} 個。請等 {time}再試。',
    'limit.changes': '一分鐘內的變更超過 {most, number} 個。沒有任何變更。請等 {time}再試。',
    'limit.lists': '還有 {most, number} 份清單正在讀取。請等其中一份完成。',
  };
}
