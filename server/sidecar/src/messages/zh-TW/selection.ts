import type { Translation } from '../catalogue.ts';

/** What is said of words that select instances. */
export function selection(): Translation {
  return {
    'selection.tag.noKey': '**{word} 沒有指明標籤。** 請寫成 `tag:Env=dev`，或用 `tag:Env` 表示任何值。',
    'selection.state.unknown':
      '**{word} 沒有指明狀態。** 可用的有 `running`、`stopped`、`pending`、`stopping` 與 `shutting-down`。',
    'selection.type.empty': '**{word} 沒有指明類型。** 請寫成 `type:t3.micro`，或用 `type:t3.*` 表示所有大小。',
    'selection.region.empty': '**{word} 沒有指明區域。** 請寫成 `region:eu-central-1`。',
    'selection.nothing': '**沒有符合 {words} 的執行個體。**',
    'selection.none.name': '沒有名為 {word} 的執行個體。',
    'selection.none.id': '沒有 ID 為 {word} 的執行個體。',
    'selection.none.pattern': '沒有名稱符合 {word}。',
    'selection.ruledOut': '{word} 存在，但被指令的其他部分排除了。',
    'selection.beginning': '沒有名為 {word} 的執行個體；以下的名稱以它開頭。',
    'selection.nearest': '最接近的：{instances}',
  };
}
