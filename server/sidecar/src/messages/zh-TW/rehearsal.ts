import type { Translation } from '../catalogue.ts';

/** What `--dry-run` answers. */
export function rehearsal(): Translation {
  return {
    'rehearsal.start': '**{total, number} 個執行個體中會啟動 {count, number} 個。**',
    'rehearsal.stop': '**{total, number} 個執行個體中會停止 {count, number} 個。**',
    'rehearsal.reboot': '**{total, number} 個執行個體中會重新啟動 {count, number} 個。**',
    'rehearsal.unasked': '無法在 {region} 詢問 AWS：{sentence}',
    'rehearsal.line.start': '{state}，會啟動',
    'rehearsal.line.stop': '{state}，會停止',
    'rehearsal.line.reboot': '{state}，會重新啟動',
    'rehearsal.line.left': '{state}，維持原狀',
    'rehearsal.line.unasked': '{state}，結果不明',
    'rehearsal.line.refused': '不允許：{sentence}',
  };
}
