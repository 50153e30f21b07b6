import type { Translation } from '../catalogue.ts';

/** The channel that is told of every change: what is wrong with its name, and its lines, which have no full stop. */
export function audit(): Translation {
  return {
    'audit.noChannel': '{setting}：{entry} 不是頻道。請連同團隊一起寫，例如 ~sre/deploys。',
    'audit.oneAlone': '{setting}：只能通知一個頻道。請移除其他頻道。',
    'audit.instances': '{region} {instances}',
    'audit.count': '{region} 有 {count, number} 個',
    'audit.post': '查看貼文',
  };
}
