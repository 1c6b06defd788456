-- The code actions silence a finding here and in the whole draft, and explain it; what was silenced comes back when that is undone.
return {
  run = function(t)
    local text =
      '---\nkind: interview-answer\n---\nI failed Step 1.\n\n😀 e\204\129 My school never prepared us for questions of this kind.\n\nMy tutor never warned me, and so I failed the licensing exam.\n'
    local bufnr = t.open(t.project('p', { ['a.md'] = text }) .. '/a.md')
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    local before = t.lines(bufnr)
    local function blames()
      return #vim.tbl_filter(function(mark)
        return vim.startswith(mark, 'blame:')
      end, t.marked(bufnr))
    end
    local function wait_for_blames(count)
      t.wait(function()
        return blames() == count, vim.inspect(t.marked(bufnr))
      end, ('%d findings of blame'):format(count))
    end
    t.eq(blames(), 2, 'findings of blame')

    t.cursor_on('prepared')
    local offered = table.concat(t.code_action(), '\n')
    t.contains(offered, 'Silence `blame` here')
    t.contains(offered, 'Silence `blame` in this draft')
    t.contains(offered, 'Explain `blame`')

    t.code_action('Silence `blame` here')
    wait_for_blames(1)
    local after = t.lines(bufnr)
    t.eq(#after, #before + 1, 'lines')
    t.eq(after[6], '<!-- candor: allow(blame) -->', 'the comment before the paragraph')
    t.eq(after[7], before[6], 'the paragraph')
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    t.type('u')
    t.eq(t.lines(bufnr), before, 'undone')
    wait_for_blames(2)

    t.cursor_on('prepared')
    t.code_action('Silence `blame` in this draft')
    wait_for_blames(0)
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    t.type('u')
    t.eq(t.lines(bufnr), before, 'undone')
    wait_for_blames(2)

    t.cursor_on('prepared')
    t.code_action('Explain `blame`')
    t.wait(function()
      return t.page()
    end, 'a page is shown')
    t.contains((t.page()), 'blame')
    t.type('q')
    t.eq(t.lines(bufnr), before, 'explaining changes nothing')
  end,
}
