import type { Translation } from '../catalogue.ts';

/** The reply that tells the end of a change to the one who asked: one line, without a full stop. */
export function reply(): Translation {
  return {
    'reply.to': '{mention}，{result}',
    'reply.after': '{result}（{time}）',
    'reply.at': '{result}：{address}',
    'reply.one.arrived': '{name} {state}',
    'reply.one.told': '已通知 {name} 重新啟動',
    'reply.one.told.not': '未能通知 {name} 重新啟動：{reason}',
    'reply.one.told.open': '可能已通知 {name} 重新啟動：{reason}',
    'reply.one.still': '{name} 仍為{state}：{reason}',
    'reply.one.became': '{name} {state}：{reason}',
    'reply.one.gone': '{name} 最後的狀態為{state}：{reason}',
    'reply.one.limit': '{name} 已過 {time}仍為{state}，不再追蹤',
    'reply.one.settingsChanged': '{name} 最後的狀態為{state}：AWS 設定已變更，不再追蹤',
    'reply.several.all': '{count, number} 個執行個體{state}',
    'reply.several.part': '{count, number} 個執行個體中有 {arrived, number} 個{state}',
    'reply.several.told': '已通知 {count, number} 個執行個體重新啟動',
    'reply.several.told.part': '已通知 {count, number} 個執行個體中的 {arrived, number} 個重新啟動',
    'reply.several.still.start': '已過 {time}仍有 {count, number} 個在啟動',
    'reply.several.still.stop': '已過 {time}仍有 {count, number} 個在停止',
    'reply.several.settingsChanged': '{count, number} 個不再追蹤，AWS 設定已變更',
    'reply.several.failed': '{count, number} 個失敗：{failures}',
    'reply.failures.alike': '{names}，{reason}',
    'reply.failures.separator': '；',
    'reply.failures.more': '另外 {count, number} 個',
  };
}
