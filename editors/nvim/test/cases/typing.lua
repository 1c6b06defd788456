-- Findings follow what is typed, without saving.
return {
  run = function(t)
    local folder =
      t.project('typing', { ['answer.md'] = '---\nkind: hobby\n---\nI bake bread with my neighbour Ada on Sundays.\n' })
    local bufnr = t.open(folder .. '/answer.md')
    t.attached(bufnr)
    local function same_as_check(what)
      t.wait_for_same(bufnr, t.checked_now(bufnr), what)
    end

    t.type('Go<CR>I am deeply sorry for this stain on my record.<Esc>')
    same_as_check('a new paragraph')
    t.ok(#t.findings(bufnr) > 0, 'the apology is found')
    t.type('dd')
    same_as_check('a line less')
    t.type('u')
    same_as_check('undone')
    t.type('gg/bake<CR>')
    t.type('ciwbake 😀 every kind of<Esc>')
    same_as_check('a change within a line')
    t.type('ggO<Esc>')
    same_as_check('front matter that is no longer at the top')
    t.type('u')
    t.type(':%s/record/file/<CR>')
    same_as_check('substituted')
    -- Everything at once, as a formatter would do it.
    vim.api.nvim_buf_set_lines(
      bufnr,
      0,
      -1,
      false,
      { 'I failed Step 1.', 'My school never prepared us for questions of this kind.' }
    )
    same_as_check('all lines replaced')
    vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, {})
    t.wait_for(bufnr, { ': ' }, 'nothing is left but the word that the draft is empty')
    t.contains(t.findings(bufnr)[1][7], 'the draft is empty')
    t.ok(vim.bo[bufnr].modified, 'nothing was saved')
  end,
}
