-- A candor.toml that is edited in Neovim takes effect in an unsaved draft beside it as soon as it is written.
return {
  run = function(t)
    local folder = t.project('p', { ['candor.toml'] = 'kind = "hobby"\n', ['a.md'] = 'I carve spoons.\n' })
    local draft = t.open(folder .. '/a.md')
    t.attached(draft)
    vim.api.nvim_buf_set_lines(draft, 0, -1, false, { 'I am deeply sorry for this stain on my record.' })
    t.wait_for(draft, { 'apologetic-tone: stain on my record' })

    local config = t.open(folder .. '/candor.toml')
    t.attached(config)
    t.eq(#t.clients(), 1, 'servers')
    vim.api.nvim_buf_set_lines(config, -1, -1, false, { 'ignore = ["apologetic-tone"]' })
    vim.cmd('silent write')
    t.wait_for(draft, {}, 'the saved candor.toml holds')
    vim.cmd('silent undo')
    vim.cmd('silent write')
    t.wait_for(draft, { 'apologetic-tone: stain on my record' }, 'the one that is as before holds')
    t.eq(t.lines(draft), { 'I am deeply sorry for this stain on my record.' }, 'what was typed')
    t.ok(vim.bo[draft].modified, 'the draft was not saved')
    t.eq(t.read(folder .. '/a.md'), 'I carve spoons.\n', 'the file')
  end,
}
