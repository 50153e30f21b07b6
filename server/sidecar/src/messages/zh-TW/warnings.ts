import type { Translation } from '../catalogue.ts';

/** What a change does besides what was asked for. */
export function warnings(): Translation {
  return {
    'warning.force': '強制停止：作業系統尚未寫入的資料會遺失，檔案系統可能損壞。',
    'warning.scaling': '{names} 屬於 Auto Scaling 群組 {group}，停止後會被替換。',
    'warning.schedule.stop': '{names} 依照排程 {schedule}，可能會再次啟動。',
    'warning.schedule.start': '{names} 依照排程 {schedule}，可能會再次停止。',
    'warning.spot': '{names} 是 Spot 執行個體，之後可能沒有容量再次啟動。',
    'warning.instanceStore': '{names} 的根磁碟區在主機上：AWS 不會停止這類執行個體，只能終止。',
  };
}
