-- An edit behind an emoji reaches the server at the right word, and the finding stands on the right word.
return {
  run = function(t)
    local text = '😀 e\204\129 👩‍👩‍👦 I am XX and I draw pedigrees.'
    local folder = t.project('emoji', { ['a.md'] = '---\nkind: personal-statement\n---\n' .. text .. '\n' })
    local bufnr = t.open(folder .. '/a.md')
    t.attached(bufnr)
    local line, column = t.cursor_on('XX')
    vim.api.nvim_buf_set_text(bufnr, line, column, line, column + 2, { 'a hard-working and dedicated team player' })
    t.wait(function()
      return vim.tbl_contains(t.marked(bufnr), 'unsupported-claim: I am a hard-working and dedicated team player'),
        vim.inspect(t.marked(bufnr))
    end, 'the new words are found')

    -- Now one in front of it: everything behind moves by two UTF-16 units, four bytes.
    vim.api.nvim_buf_set_text(bufnr, line, 0, line, 0, { '🏥' })
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    t.contains(table.concat(t.marked(bufnr), '\n'), 'unsupported-claim: I am a hard-working and dedicated team player')

    -- And away with half of the line, in the middle of which are characters of all widths.
    vim.api.nvim_buf_set_text(bufnr, line, 0, line, #'🏥😀 e\204\129 ', {})
    t.wait_for_same(bufnr, t.checked_now(bufnr))
  end,
}
