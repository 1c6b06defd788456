-- The structure of each draft, as the server has sent it last: how many words it has and which parts of a setback it tells.

local compat = require('candor.compat')
local options = require('candor.options')

local M = {}

-- By buffer.
local known = {}

-- Not vim.uri_to_bufnr(), which would bring a buffer back that was closed in the meantime.
local function buffer_of(uri)
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.uri_from_bufnr(bufnr) == uri then
      return bufnr
    end
  end
end

local function announce()
  if vim.fn.exists('#User#CandorStructure') == 1 then
    vim.cmd('doautocmd <nomodeline> User CandorStructure')
  end
  vim.cmd('redrawstatus!')
end

--- Takes what the server has sent.
function M.receive(params, client_id)
  local bufnr = params and buffer_of(params.uri)
  if not bufnr then
    return
  end
  known[bufnr] = { text = params.text or '', tooltip = params.tooltip, client_id = client_id }
  if options.current.code_lens then
    compat.refresh_lenses(bufnr)
  end
  announce()
end

--- Forgets what a server said that has ended.
function M.forget_client(client_id)
  for bufnr, structure in pairs(known) do
    if structure.client_id == client_id then
      known[bufnr] = nil
    end
  end
  announce()
end

--- The structure in a few words; empty where none is known.
---@param bufnr? integer
---@return string
function M.text(bufnr)
  if not bufnr or bufnr == 0 then
    bufnr = vim.api.nvim_get_current_buf()
  end
  return known[bufnr] and known[bufnr].text or ''
end

--- Shows everything that is known of the draft in this buffer.
function M.show()
  local structure = known[vim.api.nvim_get_current_buf()]
  if not structure then
    vim.notify('candor: nothing is known of the structure of this buffer', vim.log.levels.WARN)
    return
  end
  local text = structure.tooltip
  if type(text) ~= 'string' or text == '' then
    text = structure.text
  end
  require('candor.view').show(text, 'structure', options.current.window)
end

vim.api.nvim_create_autocmd({ 'BufDelete', 'BufWipeout', 'BufUnload' }, {
  group = vim.api.nvim_create_augroup('candor_structure', { clear = true }),
  callback = function(event)
    known[event.buf] = nil
  end,
})

return M
