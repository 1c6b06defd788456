-- A program that is missing, or ends at once, is named in one message, and Neovim goes on.
return {
  init = function(t)
    require('candor').setup({ cmd = { t.home .. '/missing', 'server' } })
  end,
  run = function(t)
    local folder = t.project('p', { ['a.md'] = 'I carve spoons.\n', ['b.md'] = 'I carve spoons.\n' })
    t.open(folder .. '/a.md')
    t.open(folder .. '/b.md')
    t.wait(function()
      return t.was_told("the program '" .. t.home .. "/missing' was not found: see :checkhealth candor")
    end, 'a message names the program')
    t.pause(200)
    t.eq(#t.messages, 1, 'messages')

    t.messages = {}
    require('candor').setup({ cmd = { 'sh', '-c', 'exit 7' } })
    vim.cmd('CandorRestart')
    t.wait(function()
      return t.was_told('the server could not start (exit status 7): see :checkhealth candor')
    end, 'a message names the exit status')
    t.pause(300)
    t.eq(t.clients(), {}, 'servers')

    require('candor').setup()
    vim.cmd('CandorRestart')
    t.attached(0)
  end,
}
