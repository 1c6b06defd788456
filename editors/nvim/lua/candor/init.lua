-- What a user's own configuration may call. Everything else is in the modules beside this one.

local M = {}

local started = false

--- Starts checking drafts with the options as they are. plugin/candor.lua calls it; once is enough.
function M.start()
  if started then
    return
  end
  started = true
  if require('candor.options').current.enabled ~= false then
    require('candor.client').enable()
  end
end

--- Sets options (:help candor-options) and starts checking drafts. May be called again: settings then reach running servers at once, anything
--- else after :CandorRestart.
---@param given? table
function M.setup(given)
  local options = require('candor.options')
  local mistakes = options.set(given)
  if #mistakes > 0 then
    -- Not an error(): the rest of the user's configuration has to be read all the same.
    vim.notify('candor: ' .. table.concat(mistakes, '\ncandor: '), vim.log.levels.ERROR)
  end
  local client = require('candor.client')
  client.reconfigure()
  started = true
  if options.current.enabled == false then
    client.disable()
  else
    client.enable()
  end
end

--- The structure of a draft in a few words, for a status line; empty where there is none.
---@param bufnr? integer
---@return string
function M.status(bufnr)
  return require('candor.structure').text(bufnr)
end

--- Shows what candor knows of the structure of the draft in this buffer.
function M.show_structure()
  require('candor.structure').show()
end

--- Shows the page of a lint; without a name, of the finding under the cursor.
---@param lint? string
function M.explain(lint)
  require('candor.explain').open(lint)
end

--- Stops the servers and starts them anew.
function M.restart()
  require('candor.client').restart()
end

--- Opens the log of the language servers: candor writes there what it cannot say in a draft.
function M.log()
  vim.cmd('tabnew ' .. vim.fn.fnameescape(require('candor.compat').log_path()))
  vim.bo.autoread = true
  vim.cmd('normal! G')
end

return M
