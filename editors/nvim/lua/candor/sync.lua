-- What Neovim does not tell a server of a buffer.
--
-- A buffer that changes while no server has it is lost to Neovim (up to 0.12 at least): a server that gets it later hears of no more changes.
-- That happens when a server breaks down or is started anew. And 0.7 does not tell that a file has another name now.

local compat = require('candor.compat')

local M = {}

-- By buffer: the tick of its last change, or 0. Not `b:changedtick`, which also counts what changes no line.
local heard = {}

local function full_text(bufnr)
  local line_end = ({ dos = '\r\n', mac = '\r' })[vim.bo[bufnr].fileformat] or '\n'
  local text = table.concat(vim.api.nvim_buf_get_lines(bufnr, 0, -1, true), line_end)
  return vim.bo[bufnr].endofline and text .. line_end or text
end

--- Sends the whole text, if Neovim has not seen the last change.
local function catch_up(bufnr)
  local versions = vim.lsp.util.buf_versions
  local tick = heard[bufnr]
  if not tick or not vim.api.nvim_buf_is_loaded(bufnr) or (versions[bufnr] or 0) >= tick then
    return
  end
  versions[bufnr] = tick
  for _, client in ipairs(compat.clients(bufnr)) do
    compat.call(client, 'notify', 'textDocument/didChange', {
      textDocument = { uri = vim.uri_from_bufnr(bufnr), version = tick },
      contentChanges = { { text = full_text(bufnr) } },
    })
  end
end

--- Listens to a buffer.
---@param bufnr integer
function M.start(bufnr)
  if heard[bufnr] then
    return
  end
  heard[bufnr] = 0
  vim.api.nvim_buf_attach(bufnr, false, {
    on_lines = function(_, _, tick)
      heard[bufnr] = tick
      -- After Neovim has had its turn.
      vim.schedule(function()
        catch_up(bufnr)
      end)
    end,
    on_detach = function()
      heard[bufnr] = nil
    end,
  })
end

local function on_rename(event, method, document)
  vim.api.nvim_create_autocmd(event, {
    group = vim.api.nvim_create_augroup('candor_' .. event, { clear = true }),
    callback = function(about)
      for _, client in ipairs(compat.clients(about.buf)) do
        compat.call(client, 'notify', method, { textDocument = document(about.buf) })
        vim.diagnostic.reset(vim.lsp.diagnostic.get_namespace(client.id), about.buf)
      end
    end,
  })
end

if vim.fn.has('nvim-0.8') == 0 then
  on_rename('BufFilePre', 'textDocument/didClose', function(bufnr)
    return { uri = vim.uri_from_bufnr(bufnr) }
  end)
  on_rename('BufFilePost', 'textDocument/didOpen', function(bufnr)
    return {
      uri = vim.uri_from_bufnr(bufnr),
      languageId = compat.language(vim.bo[bufnr].filetype),
      version = vim.api.nvim_buf_get_changedtick(bufnr),
      text = full_text(bufnr),
    }
  end)
end

return M
