-- lsp/candor.lua is enough for vim.lsp.enable(), without the rest of the plugin, and vim.lsp.config() goes over it.
return {
  needs = '0.11',
  init = function(t)
    vim.g.loaded_candor = 1
    vim.lsp.config('candor', {
      settings = { candor = { kind = 'hobby' } },
      on_attach = function()
        t.was_attached = true
      end,
    })
    vim.lsp.enable('candor')
  end,
  run = function(t)
    t.eq(vim.fn.exists(':CandorExplain'), 0, 'the plugin itself was not loaded')
    local folder = t.project('p', {
      ['candor.toml'] = '',
      ['deep/er/a.md'] = 'I am deeply sorry for this stain on my record.\n',
      ['other.toml'] = '',
    })
    local bufnr = t.open(folder .. '/deep/er/a.md')
    t.wait_for(bufnr, { 'apologetic-tone: stain on my record' })
    t.ok(t.was_attached, "the user's on_attach was called")
    t.eq(t.clients(bufnr)[1].root_dir, folder, 'the root')
    t.open(folder .. '/candor.toml')
    t.attached(vim.api.nvim_get_current_buf())
    t.open(folder .. '/other.toml')
    t.pause(100)
    t.eq(t.clients(vim.api.nvim_get_current_buf()), {}, 'another TOML file')
    t.eq(#t.clients(), 1, 'servers')
  end,
}
