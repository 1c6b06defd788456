-- A draft that is saved under another name is checked under that name, and the old one has no findings left.
return {
  run = function(t)
    local folder =
      t.project('p', { ['a.md'] = '---\nkind: hobby\n---\nI am deeply sorry for this stain on my record.\n' })
    local bufnr = t.open(folder .. '/a.md')
    t.wait_for(bufnr, { 'apologetic-tone: stain on my record' })
    vim.cmd('silent saveas ' .. folder .. '/b.md')
    vim.api.nvim_buf_set_lines(bufnr, -1, -1, false, { 'I am a hard-working and dedicated team player.' })
    t.wait_for_same(bufnr, t.checked_now(bufnr))
    t.eq(#t.findings(bufnr), 2, 'findings')
    t.eq(#vim.diagnostic.get(), 2, 'findings in all buffers')
  end,
}
