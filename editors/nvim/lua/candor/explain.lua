-- The page of a lint: which finding is meant, and the question to the server.

local compat = require('candor.compat')
local options = require('candor.options')

local M = {}

local COMMAND = 'candor.explain'

local function say(message)
  vim.notify('candor: ' .. message, vim.log.levels.WARN)
end

--- The lint of a finding. Neovim 0.7 keeps it further down.
local function lint_of(diagnostic)
  local lsp = (diagnostic.user_data or {}).lsp or {}
  return diagnostic.code or lsp.code
end

local function findings(bufnr)
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.source == 'candor' and lint_of(diagnostic) ~= nil
  end, vim.diagnostic.get(bufnr))
end

local function covers(diagnostic, line, column)
  local after_start = line > diagnostic.lnum or (line == diagnostic.lnum and column >= diagnostic.col)
  local before_end = line < diagnostic.end_lnum or (line == diagnostic.end_lnum and column < diagnostic.end_col)
  return after_start and before_end
end

local function length(diagnostic)
  return (diagnostic.end_lnum - diagnostic.lnum) * 1e6 + diagnostic.end_col - diagnostic.col
end

--- The lint of the finding under the cursor: of several the shortest; where there is none, of the only one on the line.
---@return string?
function M.lint_at_cursor()
  local cursor = vim.api.nvim_win_get_cursor(0)
  local line, column = cursor[1] - 1, cursor[2]
  local best
  local on_line = {}
  for _, diagnostic in ipairs(findings(0)) do
    if covers(diagnostic, line, column) and (not best or length(diagnostic) < length(best)) then
      best = diagnostic
    end
    if diagnostic.lnum <= line and line <= diagnostic.end_lnum then
      on_line[lint_of(diagnostic)] = true
    end
  end
  local lints = vim.tbl_keys(on_line)
  return best and lint_of(best) or (#lints == 1 and lints[1]) or nil
end

--- The lints of this buffer's findings that begin with `lead`.
---@param lead string
---@return string[]
function M.complete(lead)
  local lints = {}
  for _, diagnostic in ipairs(findings(0)) do
    local lint = tostring(lint_of(diagnostic))
    if vim.startswith(lint, lead) then
      lints[lint] = true
    end
  end
  local list = vim.tbl_keys(lints)
  table.sort(list)
  return list
end

--- Asks a server for a page and shows it.
function M.request(client, arguments)
  local params = { command = COMMAND, arguments = arguments }
  compat.call(client, 'request', 'workspace/executeCommand', params, function(err, result)
    if err then
      say(err.message or vim.inspect(err))
    elseif type(result) ~= 'table' or type(result.text) ~= 'string' then
      say(("the server has no page for '%s'"):format(tostring(arguments[1])))
    else
      require('candor.view').show(result.text, tostring(arguments[1]), options.current.window)
    end
  end, 0)
end

--- Shows the page of a lint; without a name, of the finding under the cursor.
---@param lint? string
function M.open(lint)
  local client = compat.clients(vim.api.nvim_get_current_buf())[1]
  if not client then
    say('no server checks this buffer: see :checkhealth candor')
    return
  end
  lint = lint or M.lint_at_cursor()
  if not lint then
    say('there is no finding under the cursor: put it on underlined words, or name a lint')
    return
  end
  M.request(client, { lint, vim.uri_from_bufnr(0) })
end

return M
