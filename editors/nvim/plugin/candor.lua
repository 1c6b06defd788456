-- What is there as soon as the plugin is installed: the commands, and drafts that are checked without any setup().

if vim.g.loaded_candor then
  return
end
vim.g.loaded_candor = 1

if vim.fn.has('nvim-0.7') == 0 then
  vim.api.nvim_err_writeln('candor needs Neovim 0.7 or later')
  return
end

local command = vim.api.nvim_create_user_command

command('CandorExplain', function(call)
  require('candor').explain(call.args ~= '' and call.args or nil)
end, {
  nargs = '?',
  complete = function(lead)
    return require('candor.explain').complete(lead)
  end,
  desc = 'Why the finding under the cursor is one, or the page of the lint that is named',
})

command('CandorStructure', function()
  require('candor').show_structure()
end, { desc = 'The structure of the draft in this buffer' })

command('CandorRestart', function()
  require('candor').restart()
end, { desc = 'Stop the language servers of candor and start them anew' })

command('CandorLog', function()
  require('candor').log()
end, { desc = 'Open the log of the language servers' })

-- A plugin manager may call setup() right after this file. It has the first word, so that no server starts with defaults before.
local function start()
  require('candor').start()
end

if vim.v.vim_did_enter == 1 then
  vim.schedule(start)
else
  vim.api.nvim_create_autocmd('VimEnter', { once = true, callback = start })
end
