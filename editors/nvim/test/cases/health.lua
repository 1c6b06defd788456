-- :checkhealth candor says that all is well, and names what is not.
return {
  run = function(t)
    local function check()
      vim.cmd('silent checkhealth candor')
      local text = table.concat(t.lines(), '\n')
      vim.cmd('bwipeout!')
      return text
    end
    local folder = t.project('p', { ['candor.toml'] = '', ['a.md'] = 'I carve spoons.\n' })
    t.attached(t.open(folder .. '/a.md'))
    local text = check()
    t.contains(text, 'Neovim ')
    t.contains(text, ' is candor ')
    t.contains(text, 'setup() was given nothing wrong')
    t.contains(text, folder .. ', with a candor.toml, 1 buffer(s)')
    t.ok(not text:find('ERROR', 1, true) and not text:find('WARN', 1, true), text)

    require('candor').setup({ cmd = { 'no-such-program', 'server' }, colour = 'red' })
    text = check()
    t.contains(text, "'no-such-program' was not found")
    t.contains(text, 'cargo install --path .')
    t.contains(text, 'there is no option colour')
    t.contains(text, 'ERROR')

    require('candor').setup({ cmd = { 'false', 'server' } })
    t.contains(check(), 'does not run')
    require('candor').setup({ cmd = { 'sh', '-c', 'exit 0' } })
    t.contains(check(), 'it is a command of your own: sh -c exit 0')
    vim.cmd('bwipeout!')
    t.ok(check(), 'a check without a draft')
  end,
}
