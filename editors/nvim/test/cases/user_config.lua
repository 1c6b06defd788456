-- What the user's vim.lsp.config() says goes over setup(), also when that is called again.
return {
  needs = '0.11',
  init = function()
    vim.lsp.config('candor', { settings = { candor = { kind = 'hobby', select = { 'apologetic-tone' } } } })
    require('candor').setup({ settings = { candor = { select = { 'unsupported-claim' } } } })
  end,
  run = function(t)
    local text = 'I am deeply sorry for this stain on my record. I am a hard-working and dedicated team player.\n'
    local bufnr = t.open(t.project('p', { ['a.md'] = text }) .. '/a.md')
    t.wait_for(bufnr, { 'apologetic-tone: stain on my record' })
    require('candor').setup()
    t.pause(300)
    t.wait_for(bufnr, { 'apologetic-tone: stain on my record' })
    t.eq(#t.clients(), 1, 'servers')
  end,
}
