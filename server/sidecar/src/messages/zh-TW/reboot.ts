import type { Translation } from '../catalogue.ts';

/** What `reboot` answers. */
export function reboot(): Translation {
  return {
    'reboot.one.asked': '**{name} 已要求重新啟動**',
    'reboot.one.told': '**已通知 {name} 重新啟動**',
    'reboot.one.failed': '**未能通知 {name} 重新啟動**：{sentence}',
    'reboot.one.open': '**可能已通知 {name} 重新啟動**：{sentence}',
    'reboot.one.unfit': '**{name} {state}**：只有執行中的才能重新啟動。沒有任何變更。',
    'reboot.unseen': '期間狀態維持 `running`；AWS 不會回報何時完成。',
    'reboot.several': '**正在重新啟動 {count, number} 個執行個體**',
    'reboot.several.done': '**已通知 {count, number} 個執行個體重新啟動**',
    'reboot.several.part': '**已通知 {count, number} 個執行個體中的 {told, number} 個重新啟動**',
    'reboot.several.open': '**{count, number} 個結果不明**',
    'reboot.several.none': '**沒有一個在執行中。** 沒有任何變更。',
    'reboot.line.asked': '已要求重新啟動',
    'reboot.line.told': '已通知重新啟動',
    'reboot.line.counted': '{region}：{count, number} 個已通知重新啟動',
    'reboot.line.failed': '未能通知重新啟動：{sentence}',
    'reboot.line.open': '可能已通知重新啟動：{sentence}',
  };
}
