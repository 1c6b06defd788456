-- Hovering over a finding tells why a reader minds, what to do, and shows an example.
return {
  run = function(t)
    local text =
      '---\nkind: personal-statement\n---\n😀 I failed Step 1. My school never prepared us for questions of this kind.\n\nI carve spoons.\n'
    local bufnr = t.open(t.project('p', { ['a.md'] = text }) .. '/a.md')
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    t.cursor_on('prepared')
    vim.lsp.buf.hover()
    local shown
    t.wait(function()
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= '' then
          shown = table.concat(t.lines(vim.api.nvim_win_get_buf(window)), ' '):gsub('%s+', ' ')
        end
      end
      return shown
    end, 'a window floats')
    t.contains(shown, 'blame')
    t.contains(shown, 'program director reads it as a resident who will point at others')
    t.contains(shown, 'say in one clause what was yours to do')
    t.contains(shown, 'Found:')
    t.contains(shown, 'Left alone:')
  end,
}
